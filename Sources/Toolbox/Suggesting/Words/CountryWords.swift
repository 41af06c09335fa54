/// Names of countries and their people, and large cities, in the languages of Europe, as beginnings of words.
enum CountryWords {
    static let names = WordTable(
        """
        AT: austria* osterreich* autrich* austri* rakousk* rakus* rakouz* ostrig* oostenrijk* itavalta* αυστρι* австри* ausztri* osztrak* ausztria* avstrij* austrij* ostenrik* osterrik* awstrija*
        BE: belgi* belgien* belgiqu* belga belgas belgisch* belg belgen belgia* βελγι* белги* belgie* belgick* belzsk* ibbelg*
        BG: bulgari* bulgarisch* bulgar* βουλγαρ* българ* bulharsk* bolgar* bugarsk* bugars* bulgaarse
        HR: croati* kroati* croat* hrvatsk* κροατ* хърват* chorvatsk* horvat* hrvask* chorwac* horvaat*
        CY: cyprus cypri* zypern zypriot* chypr* cipro cipriot* chipr* κυπρ* кипър* кипърск* kypr*
        CZ: czech* tschech* tchequ* repubblica_ceca ceca ceco ceche cesk* ceske cesko checa checo τσεχ* чех* чеш* czes* tjekk* tjeck* tsekk* csehorszag* cseh cehi* tsjechi* ceska republik*
        DK: denmark* danish danemark* danois* danimarc* danes* dinamar* danmark* dansk* danisch* deens* denemarken δανια* δανικ* дания датск* dansko* dania duns* taani* tanska*
        EE: estoni* estland* estnisch* estonien* eesti* esthon* εσθον* естон* estonsk* eston* viro virolai* igaun*
        FI: finland* finnish finlande* finlandais* finnisch* finsk* finland finlandes* finlandia* suomi suomen suomessa suomalai* φινλανδ* финланд* finsko* finn* soome* soomi* somij* suomij*
        FR: france* french frankreich* franzos* francia* francais* francaise* frances* francese* francez* francj* franca franciaj* frankrig* frankrike* fransk* frankrijk* frans* γαλλ* франц* франция francouz* francie* franciaorszag* prancuz* ranska* ranskal* prantsus* franta frantei franzi*
        DE: german* deutsch* allemagn* allemand* tedesc* aleman* alema* niemc* niemiec* nemeck* nemecku nemcij* nemsk* nemet* saksa* saksl* tysk* tyskland* vacij* vokieti* duits* duitsland γερμαν* герман* njemack* njemac* germaniia gearmain* bundesrepublik*
        GR: greec* greek* griechenland* griechisch* grec* grece* greci* greco greca grego* griego* greci ελλαδ* ελλην* гърци* гръцк* reck* recko* grecj* graek* grek* gorogorszag* gorog kreik* kreeka* grieki* grieks* griekenland* graikij* grcij* grsk* grck*
        HU: hungar* ungar* hongr* ungher* ungheres* hungria* hungaro* ουγγαρ* унгар* madarsk* wegr* wegier* ungarn* ungersk* ungersk magyar* unkar* vengri* hongaar* hongarij* madzarsk* madarsk*
        IE: ireland* irish irland* irlande* irlandais* irlandes* irlanda* irisch* irsk* irland ierland* iers* ιρλανδ* ирланд* irsk* irlanti* eireann* eire airij* irsko*
        IT: ital* itali* italien* wloch* wlosk* wloszech olasz* ιταλ* итали*
        LV: latvi* lettland* lettisch* letton* lettoni* letoni* letland* λετον* латви* lotyssk* lotw* lotews* lettorszag* latvij*
        LT: lithuan* litau* lituan* lituanie* litouw* λιθουαν* литов* litevsk* litw* litews* lietuv* leedu* liettua* litvan*
        LU: luxemb* luxembourg* lussembur* lucembur* luksemb* λουξεμβ* люксемб* letzebuerg*
        MT: malta maltese maltes* maltais* maltanczyk* malti maltin* μαλτ* малт* maltsk* malte gozo gozit* għawdex* għawdxi*
        NL: netherland* dutch niederland* hollan* pays_bas neerland* paesi_bass* olandes* olanda* paises_baj* holand* nederland* ολλανδ* нидерланд* холанд* nizozem* niderland* alankoma* nyderland*
        PL: poland* polish polen* polnisch* pologn* polon* polacc* polac* polsk* pols poolse polish polsce polak* πολων* полш* полск* lengyel* puola* poola* polij* lenkij* polaink*
        PT: portug* portugu* πορτογαλ* португал* portugal*
        RO: romani* romana romaneasc* rumani* rumanisch* roumani* roumain* rumunsk* rumun* roemeni* roemeens* ρουμαν* румън*
        SK: slovakia* slovak slowakei* slowakisch* slovaqu* slovacch* eslovaqu* slovensk* slovensku slovack* szlovak* σλοβακ* словак* slowac* slowacj* slovakki*
        SI: slovenia* slovene* slovenian slowenien* slowenisch* sloven* esloveni* slovenij* σλοβεν* словен* szloven* slowen* slovinsk*
        ES: spain* spanish spanien* spanisch* espagn* espagnol* spagn* spagnol* espan* hiszpan* spanelsk* spanisk* spansk* ισπαν* испан* spanyol* espanj* hispaani* spanij* ispanij* spanje* spaans* spanjol* spain*
        SE: swed* schwed* sued* suecia* sueco* svezia* svedes* suec* szwec* szwedz* svedsk* svensk* sverige* σουηδ* швеци* шведск* ruots* rootsi* zviedr* sved* zweed* zweden* svedsk*
        NO: norway* norweg* norveg* norveges* norvegi* noruega* norueg* norsk* norge* noorweg* noors* νορβηγ* норвег* norsko* norvegi* norja* norra
        IS: iceland* island* islande* islandes* islanda* islandsk* ijsland* ισλανδ* исланд* islanti*
        CH: switzerland* swiss schweiz* suisse* svizzer* suiz* szwajc* svycar* schweizisk* svejts* zwitser* ελβετ* швейцар* sveits* svica*
        GB: united_kingdom british britain* grossbritannien* royaume_uni britanni* regno_unito reino_unido scotland* scottish wales welsh england* βρεταν* британ* wielka_bryt* velka_brit* storbritann* schottland*
        TR: turkey turkish turkei* turkisch* turqui* turchia turco turca turcia turkije turks* turkiye* τουρκ* турци* турск* tureck* turcj*
        UA: ukrain* ukrayin* ucrain* ucran* ουκραν* украин* україн* oekrain* ukrajin*
        RS: serbia* serbisch* serbien* serbe* serbi* srbij* srpsk* сърб* срби*
        AL: albani* albanes* albanais* albanisch* shqip* албан*
        MK: north_macedonia* nordmazedoni* macedoni* mazedoni* makedonij* македон*
        BA: bosnia* bosni* bosnien* bosn*
        ME: montenegr* crna_gora crne_gore
        MD: moldov* moldau*
        TN: tunis* tunes* tunisi* tunez* тунис* تونس التونسي* تونسي*
        MA: morocc* marokk* maroc* marrueco* المغرب
        JP: japan* japon* giappon* japonsk* 日本
        CN: china chinese chinesisch* chine chinois* cines* 中国 中华 中國
        TH: thailand* thai thailand* ไทย
        US: united_states usa etats_unis amerikan*
        CA: canada* canadian* kanad*
        EU: eu europaisch_union european_union europaische_union europaischen_union union_europeenne unione_europea union_europea uniao_europeia unii_europejsk* evropska_unie evropske_unie europeisk* europa-parlament* europæiske_union europese_unie ευρωπαικ* европейск* europos_sajung* eiropas_savien* euroopa_liit* euroopa_liidu* euroopan_unioni* europai_unio* uniunii_europen* uniunea_europeana europska_unij* unjoni_ewropea aontas_eorpach erasmus european_commission cedefop eqavet europass partner_countries across_europe european_countr*
        """
    )

    static let cities = WordTable(
        """
        AT: wien wiener graz linz salzburg innsbruck klagenfurt villach steyr donaustadt bregenz tirol* steiermark karnten vorarlberg burgenland niederosterreich oberosterreich vienna
        BE: brussel* bruxelles brussels bruselas antwerpen anvers gent ghent gand charleroi liege luik brugge bruges namur namen leuven mons mechelen vlaanderen vlaams* flanders flandre* wallonie wallon* hasselt kortrijk ostend*
        BG: sofia софия софийск* plovdiv пловдив* varna варна burgas бургас ruse русе pleven плевен габров* стара_загора търново
        HR: zagreb* split rijek* osijek* zadar* pula varazdin* dubrovnik* sisak karlov* sibenik*
        CY: nicosia lefkosia λευκωσια limassol λεμεσο* larnaca λαρνακα paphos
        CZ: praha praze prahy prague prag brno brne brna ostrav* plzen* plzni olomouc* liberec* budejovic* hradec zlin* jihlav* morav* bohemia
        DK: kobenhavn* copenhagen kopenhagen aarhus arhus odense aalborg alborg esbjerg randers kolding vejle fyn fynsk* jylland* sjaelland*
        EE: tallinn* tartu* narva parnu viljandi rakvere voru saaremaa
        FI: helsin* espoo* tampere* vantaa oulu* turku* turun jyvaskyla* lahti kuopio* lappeenran* rovaniem* pirkanmaa*
        FR: paris* lyon* marseill* toulous* nantes bordeaux lille strasbourg* rennes montpellier grenoble dijon reims clermont_ferrand limoges rouen angers brest nancy metz bretagne* normandie alsac* auvergne* occitanie
        DE: berlin* hamburg* munchen* munich frankfurt* stuttgart* dusseldorf* leipzig* dresden* hannover* nurnberg* koln* cologne bremen* essen_ bochum dortmund* bayern bayer* bavaria* sachsen* thuringen* hessen* harz* augsburg* regensburg* magdeburg* erfurt* kiel rostock wuppertal bielefeld karlsruhe mannheim freiburg ulm passau goslar* niedersachsen* wurttemberg* ihk bbig bibb handwerkskammer*
        GR: athen* αθην* thessalon* θεσσαλονικ* patras πατρα* πειραι* piraeus pireas heraklion ηρακλει* λαρισ* volos βολο* κρητ* crete chania χανια oaed oαεδ
        HU: budapest* debrecen* szeged* miskolc* pecs* gyor* nyiregyhaz* kecskemet* szekesfehervar* sopron*
        IE: dublin* cork galway limerick waterford kilkenny sligo donegal connemara bhaile_atha chorcai gaillimh* solas fetac qqi kerry ballydehob corcaigh
        IT: roma_ rome torin* turin milan* mailand napoli naples palermo genova bologn* firenze florence venezia venice verona bari bolzano* trento trieste perugia piemont* lombard* venet* toscan* emilia valdadige sicilia* sardegna
        LV: rig* daugavpil* liepaj* jelgav* jurmal* ventspil* rezekn* valmier* cesis
        LT: vilni* kaun* klaiped* siaul* panevez* alyt* utena
        LU: luxembourg esch_sur dudelange
        MT: valletta mdina sliema birkirkara mosta mcast jobsplus marsaskala zejtun paola victoria_gozo għawdex
        NL: amsterdam* rotterdam* den_haag utrecht* eindhoven* tilburg* groningen* almere breda nijmegen arnhem* zwolle* deventer* ijssel* gelderland* twente enschede mbo
        PL: warszaw* warsaw krakow* cracow* lodz* wroclaw* poznan* gdansk* szczecin* bydgoszcz* lublin* katowic* bialystok* slask* gliwic* rzeszow* torun*
        PT: lisbo* porto_ coimbra* braga* aveiro* faro evora setubal* douro* guimaraes madeira acores iefp qualifica*
        RO: bucurest* bucharest cluj* timisoara iasi brasov* constanta craiova sibiu* oradea somes* maramures* transilvan*
        SK: bratislav* kosic* presov* zilin* nitra nitre trnav* trencin* banska_bystrica
        SI: ljubljan* maribor* celje* kranj* koper* velenj* novo_mesto
        ES: madrid* barcelona* valenci* sevill* zaragoza* malaga* bilbao* murcia* granada catalun* andaluc* galicia* vasco euskadi alicante* valladolid
        SE: stockholm* goteborg* gothenburg malmo* uppsala* vasteras* orebro* linkoping* norrkoping* jonkoping* umea* smaland* skane*
        NO: oslo bergen trondheim* stavanger tromso
        IS: reykjavik* akureyri
        CH: zurich* basel* geneve geneva bern_ lausanne luzern winterthur ticino
        GB: london* manchester birmingham edinburgh glasgow belfast cardiff liverpool leeds
        TR: istanbul* ankara* izmir* bursa* konya* antalya* gaziantep*
        UA: kyiv* kiev kyjiv київ* києв* львів* львов* lviv* харків* одес* odesa дніпр*
        RS: beograd* belgrad* novi_sad nis_
        TN: تونس صفاقس سوسة القيروان tunis_ sfax sousse
        JP: tokyo osaka kyoto 東京 大阪 京都 金沢 輪島
        CN: beijing shanghai 北京 上海 广州 深圳 江苏 浙江
        TH: bangkok chiang_mai กรุงเทพ เชียงใหม่
        """
    )

    /// The countries in which a language is spoken, the likeliest first. Only those are suggested for a language alone.
    static let languages: [String: [String]] = [
        "bg": ["BG"], "cs": ["CZ"], "da": ["DK"], "et": ["EE"], "fi": ["FI"], "hr": ["HR"], "hu": ["HU"], "is": ["IS"],
        "it": ["IT"], "lt": ["LT"], "lv": ["LV"], "mt": ["MT"], "pl": ["PL"], "ro": ["RO"], "sk": ["SK"], "sl": ["SI"],
        "sv": ["SE", "FI"], "el": ["GR", "CY"], "ga": ["IE"], "nb": ["NO"], "ja": ["JP"], "th": ["TH"], "tr": ["TR"],
        "uk": ["UA"], "de": ["DE", "AT", "CH"], "nl": ["NL", "BE"], "fr": ["FR", "BE", "LU", "CH"], "pt": ["PT"],
        "es": ["ES"], "zh": ["CN"], "sr": ["RS"], "sq": ["AL"], "mk": ["MK"],
    ]

    /// Countries by the end of an address on the Web, where it is not their code.
    static let domains: [String: String] = ["uk": "GB", "eu": "EU"]
    /// Countries by the number that telephone numbers begin with.
    static let telephones: [String: String] = [
        "30": "GR", "31": "NL", "32": "BE", "33": "FR", "34": "ES", "351": "PT", "352": "LU", "353": "IE", "354": "IS",
        "356": "MT", "357": "CY", "358": "FI", "359": "BG", "36": "HU", "370": "LT", "371": "LV", "372": "EE",
        "380": "UA", "381": "RS", "385": "HR", "386": "SI", "39": "IT", "40": "RO", "41": "CH", "420": "CZ",
        "421": "SK",
        "43": "AT", "44": "GB", "45": "DK", "46": "SE", "47": "NO", "48": "PL", "49": "DE", "90": "TR",
    ]
}
