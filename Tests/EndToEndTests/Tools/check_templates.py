"""Makes records at random from a template and says of each whether JSON Schema's own validator takes it.

check_templates.py TEMPLATE.json COUNT SEED RECORDS.jsonl VERDICTS.txt
"""
import copy
import json
import random
import sys

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema._format import is_date, is_datetime, is_email, is_uri  # each is there only with its checker installed

TEXTS = ["", "a", "Zahnrad", "ż" * 7, "😀" * 3, "x" * 301, "2026-05-01", "2026-02-30", "2024-02-29", "0000-01-01",
         "2026-5-1", "2026-05-01T09:30:00Z", "2026-05-01T09:30:00+02:00", "2026-05-01t09:30:00.25z",
         "2026-05-01T24:00:00Z", "2026-05-01T09:30:60Z", "2026-05-01 09:30:00Z", "2026-05-01T09:30:00",
         "2026-05-01T09:30:00+24:00", "https://example.eu/a?b=c#d", "https://example.eu/a b", "example.eu", "//x/y",
         "mailto:office@example.eu", "urn:isbn:123", "http://[::1]:80/", "https://exämple.eu/", "https://a/%zz", "a:",
         "https://user:pw@example.eu:8080/p", "office@example.eu", "@", "no at", "IT", "it", "pt-BR", "de\n", "in force",
         "in person", "0411", "04112", "2026-05-01\n", "\u0662\u0660\u0662\u0666-05-01"]
VALUES = [None, True, False, 0, 1, 1.0, 3, 8, 9, -1, 1.5, 1e300, [], {}, ["a"], ["a", "a"], [1, 1.0], [[]], {"a": 1}]


def valid(schema, rng):
    if "enum" in schema:
        return rng.choice(schema["enum"])
    kind = schema["type"]
    if kind == "string":
        forms = {"date": "2026-05-01", "date-time": "2026-05-01T09:30:00Z", "uri": "https://example.eu/a",
                 "email": "office@example.eu"}
        if "format" in schema:
            return forms[schema["format"]]
        if "pattern" in schema:
            return rng.choice(["IT", "it", "pt-BR", "0411"])
        return rng.choice(["Zahnrad", "Wir lernen.", "x" * rng.randint(1, 40)])
    if kind in ("integer", "number"):
        return rng.randint(1, 8)
    if kind == "boolean":
        return rng.random() < .5
    if kind == "array":
        return [valid(schema.get("items", {"type": "string"}), rng) for _ in range(rng.randint(1, 3))]
    return {name: valid(part, rng) for name, part in schema["properties"].items() if rng.random() < .7}


def anything(rng):
    return copy.deepcopy(rng.choice(VALUES)) if rng.random() < .4 else rng.choice(TEXTS)


def mutate(value, rng):
    """Another value in one place of a record."""
    if isinstance(value, dict) and value and rng.random() < .8:
        name = rng.choice(sorted(value))
        action = rng.random()
        if action < .2:
            del value[name]
        elif action < .3:
            value[name + rng.choice(["x", "_", " "])] = anything(rng)
        else:
            value[name] = mutate(value[name], rng)
        return value
    if isinstance(value, list) and value and rng.random() < .6:
        place = rng.randrange(len(value))
        if rng.random() < .3:
            value.append(copy.deepcopy(value[place]))
        else:
            value[place] = mutate(value[place], rng)
        return value
    return anything(rng)


def main():
    template, count, seed, records, verdicts = sys.argv[1:]
    schema = json.load(open(template, encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    checker = FormatChecker(formats=["date", "date-time", "uri", "email"])
    validator = Draft202012Validator(schema, format_checker=checker)
    rng = random.Random(int(seed))
    with open(records, "w", encoding="utf-8") as lines, open(verdicts, "w", encoding="utf-8") as answers:
        for _ in range(int(count)):
            record = {name: valid(part, rng) for name, part in schema["properties"].items()
                      if name in schema.get("required", []) or rng.random() < .6}
            for _ in range(rng.choice([0, 0, 1, 1, 2])):
                changed = mutate(record, rng)
                record = changed if isinstance(changed, dict) else record
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")
            answers.write(("ok" if validator.is_valid(record) else "wrong") + "\n")


main()
