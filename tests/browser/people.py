"""Who tries the site: people of the demo programme, by their log-ins."""

PASSWORD = "clusnet-demo"

ANNA = "anna.moreau@grandlyon.example"  # coordinator
KARL = "karl.lindqvist@csc.example"  # expert
KLARA = "klara.lund@goteborg.example"  # editor of Göteborg
SIOBHAN = "siobhan.ashworth@manchester.example"  # editor of Manchester
PAIVI = "paivi.lehtinen@helsinki.example"  # editor of Helsinki
TOBIAS = "tobias.brandt@leipzig.example"  # participant
INES = "ines.duarte@portcities.example"  # coordinator of another programme
MARIJKE = "marijke.vandenbroek@eindhoven.example"  # editor of Eindhoven
LAIA = "laia.ferrer@districte.example"  # participant who has not chosen A or B in Göteborg
LUKASZ = "lukasz.nowicki@biomasse.example"  # participant who is not registered for Göteborg
NURIA = "nuria.casals@barcelona.example"  # editor of Barcelona
ZSOFIA = "zsofia.halasz@budapest.example"  # editor of Budapest, whose workshop is over
