"""Made-up council papers of other towns, in other orders, with other words."""

TABLE_BY_DATE = """\
Stadt Musterhausen an der Aue
Die Bürgermeisterin

Drucksachen-Nr.: 123/2019
Datum: 4. März 2019

Sitzungstermin   Gremium                                  Ö-Status   Zuständigkeit
12.03.2019       Ausschuss für Bildung, Jugend und        Ö          Vorberatung
                 Sport
19.03.2019       Haupt- und Finanzausschuss               N          zur Kenntnis
02.04.2019       Stadtrat                                 Ö          Beschlussfassung

Gegenstand: Aktionsplan „Ankommen in Musterhausen“

Beschlussvorschlag
Der Stadtrat beschließt den Aktionsplan.

gez. Erika Beispielfrau

Sachverhalt
Die Fachstelle hat gemeinsam mit dem Jugendamt gearbeitet. Das Dezernat 2 hat die Federführung. Der Arbeitskreis
Asyl wurde eingebunden, das Sozialamt wurde nicht beteiligt. Die Hochschule Niederaue begleitet den Plan.

Der Aktionsplan nennt drei Handlungsfelder:

1. Sprache und Bildung;
2. Arbeit und Ausbil-
   dung;
3. Wohnen.

Zeitplan:
- Auftakttreffen am 10.01.2019
- Februar 2019: Umfrage unter Vereinen
- Vorstellung im Jugendamt (März 2019)
- Herbst 2019: Bericht

Der Stadtrat hat in seiner Sitzung am 6. Juni 2018 die Erstellung eines Aktionsplans beschlossen.
"""

NO_TABLE = """\
Gemeinde Kleindorf, Rathausplatz

Vorlage: 0815/2020

Betr.: Bericht zur Flüchtlingsarbeit

Der Rat der Gemeinde Kleindorf und das Netzwerk Willkommen werden unterrichtet. Auskunft gibt Herr Dr. Muster.
Im Netzwerk Willkommen arbeitet Frau Anna Schmidt mit dem Jobcenter Nordkreis zusammen.
"""

BARS_AND_FAULTS = """\
| Stadt Oststadt |
Beschlussvorlage V/2021-0042

Bearbeiterin: Petra Probe / Tel. 0234/567-89 / petra.probe@oststadt.example

Beratungsfolge:
| TOP | Gremium | Datum | Behandlung |
|-----|---------|-------|------------|
| 1 | Integrationsbeirat | 31.06.2021 | Beratung |
| 2 | Beirat für Denkmalpflege | | vertagt |
| 3 | Ausschuss für Kultur (AK) | 01.07.2021 | Beratung |
| 4 | Ausschuss für Kultur (AK) | 08.07.2021 | Beratung |
| 5 | Rat | 12.07.2021 | Entscheidung |

Thema
Projekt Stadtteilmütter
in Oststadt

Erläuterung:
Das Dezernat IV und das Dezernat für Kultur und Soziales arbeiten zusammen. Der AK steuert das Projekt.
Die Steuerungsgruppe wird beteiligt; der Lenkungskreis Vielfalt ist eingebunden.

Handlungsfeld 1: Ankommen
Handlungsfeld 2 – Teilhabe

Ablauf:
31.06.2021 Start mit Frau Petra Probe
Workshop Probe der Bezirksvertretung Nord\t10.08.2021
"""

PLAIN_PROSE = """\
Die Stadt plant ein Fest. Es soll schön werden.
"""
