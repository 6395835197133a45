"""A sound file of each format laid beside contracts, line by line."""

from world import A1

LINES = {
    "FLORES": [
        "GEO;GEO_OBJECT;ACTIVITY;NUMBER_EMPL;LEGAL_FORM_WITH_PUBLIC;FLORES_MEASURE;OBS_STATUS;TIME_PERIOD;OBS_VALUE",
        "DEP-33;DEP;C1;_T;1T9X7;EMPL3112;A;2022;100", "DEP-33;DEP;C1;_T;1T9X7;EMPL3112;A;2021;90",
    ],
    "URSSAF": ["code_commune;code_departement;code_ape;effectifs_salaries_2006", "33063;33;4321A;10"],
    "BODACC": [
        "id;dateparution;typeavis;familleavis;numerodepartement;registre;jugement",
        '1;2024-03-01;annonce;collective;33;880878145;"{""famille"": ""Jugement d\'ouverture"", '
        '""nature"": ""ouverture de liquidation judiciaire""}"',
    ],
    "OFGL": ["exer;siren;agregat;montant", "2022;213101355;Frais de personnel;12.5"],
    "accounts by function": [
        "exercice;siret;nomenclature;nature;fonction;code_rd;montant_realise", f"2019;{A1};M52;611;2;D;12.5",
    ],
    "BOAMP CSV": [
        "idweb;objet;dateparution;nature;donnees;code_departement",
        '26-1;Toit;2026-02-01;APPEL_OFFRE;"{""a"": {""siret"": ""21330063500017""}}";33,40',
    ],
    "BOAMP dump": [
        "avis;nature;acheteur;siret_declare;nuts;cp;profil_acheteur", f"26-1;ATTRIBUTION;Ville;{A1};FRI12;33000;x",
    ],
    "BOAMP links": [
        "idweb;nature;annonce_anterieure_idweb;date_limite_candidatures;date_limite_offres;url_consultation",
        "26-1;APPEL_OFFRE;;;2026-03-01;x",
    ],
    "TED awards": [
        "ID_NOTICE_CAN,TED_NOTICE_URL,DT_DISPATCH,CAE_NAME,CAE_NATIONALID,CAE_POSTAL_CODE,ISO_COUNTRY_CODE,CPV",
        "2021123,ted/x,2021-03-01,Ville,21330063500017,33000,FR,45261900",
    ],
    "BOAMP XML": [
        "<ANNONCE><GESTION><REFERENCE><IDWEB>17-1</IDWEB><TYPE_AVIS><NATURE><ATTRIBUTION/></NATURE></TYPE_AVIS>"
        "</REFERENCE><INDEXATION><DATE_PUBLICATION>2017-01-02</DATE_PUBLICATION></INDEXATION></GESTION>"
        "<IDENTITE><CP>33000</CP></IDENTITE></ANNONCE>"
    ],
    "TED XML": [
        "<TED_EXPORT xmlns='urn:x'><CODED_DATA_SECTION><NOTICE_DATA><NO_DOC_OJS>1</NO_DOC_OJS>"
        "<ISO_COUNTRY VALUE='FR'/><ORIGINAL_CPV CODE='45000000'/></NOTICE_DATA></CODED_DATA_SECTION></TED_EXPORT>"
    ],
}  # fmt: skip
