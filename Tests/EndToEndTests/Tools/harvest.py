"""Harvests a repository with Sickle, and prints a line of JSON: what is there and what is gone.

harvest.py URL [FROM]
"""
import json
import sys

from sickle import Sickle
from sickle.oaiexceptions import NoRecordsMatch


def main():
    url, *since = sys.argv[1:]
    sickle = Sickle(url, max_retries=0)
    arguments = {"metadataPrefix": "oai_dc"}
    if since:
        arguments["from"] = since[0]
    there, gone = {}, []
    try:
        for record in sickle.ListRecords(ignore_deleted=False, **arguments):
            identifier = record.header.identifier.rsplit(":", 1)[-1]
            if record.deleted:
                gone.append(identifier)
            else:
                there[identifier] = record.metadata
    except NoRecordsMatch:
        pass
    about = sickle.Identify()
    headers = 0
    try:
        headers = sum(1 for _ in sickle.ListIdentifiers(ignore_deleted=False, **arguments))
    except NoRecordsMatch:
        pass
    formats = [f.metadataPrefix for f in sickle.ListMetadataFormats()]
    one = None
    if there:
        first = sorted(there)[0]
        identifier = "oai:" + url.split("/")[2].split(":")[0] + ":" + first
        one = sickle.GetRecord(metadataPrefix="oai_dc", identifier=identifier).metadata == there[first]
    print(json.dumps({"there": there, "gone": sorted(gone), "headers": headers, "formats": formats, "one": one,
                      "deletedRecord": about.deletedRecord, "granularity": about.granularity}))


main()
