#!/bin/sh
# Cut the fonts down to the characters that Descent uses: Latin in the weights in use, and for formulas the letters and
# symbols of the curriculum with their stretchy forms. The results keep their copyright and licence but not the reserved
# names. Needs npm ci, and pip install fonttools brotli.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
latin="U+20-7E,U+A0-FF,U+131,U+152,U+153,U+2013,U+2014,U+2018-201A,U+201C-201E,U+2022,U+2026,U+2190-2193,U+2212,U+2032,U+2033,U+20AC"
formulas="U+20-7E,U+A0,U+AC,U+AF,U+B1,U+B4,U+B7,U+D7,U+237,U+2C6,U+2DC,U+302-305,U+307,U+20D7,U+393,U+394,U+398,U+39B,U+3A3,U+3A6,U+3A9,U+3F5"
formulas="$formulas,U+2016,U+2026,U+2032,U+2061-2064,U+210E,U+2112,U+2113,U+2115,U+211D,U+2124,U+2130"
formulas="$formulas,U+2190-2194,U+21A6,U+21D2,U+21D4,U+2200,U+2202,U+2203,U+2205,U+2207-2209,U+220F,U+2211-2213,U+2217,U+2218,U+221A"
formulas="$formulas,U+221D,U+221E,U+2223,U+2225,U+2227-222B,U+223C,U+2248,U+2260,U+2261,U+2264,U+2265,U+226A,U+226B,U+2282,U+2286,U+2295"
formulas="$formulas,U+2297,U+2299,U+22A4,U+22C5,U+22EE,U+22EF,U+22F1,U+2308-230B,U+23DE,U+23DF,U+27E8,U+27E9"
formulas="$formulas,U+1D400-1D433,U+1D434-1D467,U+1D49F,U+1D4A9,U+1D4AA,U+1D4B3,U+1D53C,U+1D6A4,U+1D6E2-1D71B,U+1D7D9"

cut() { # FILE UNICODES FEATURES OUTPUT
  pyftsubset "$1" --unicodes="$2" --layout-features="$3" --name-IDs=0,13,14 --no-hinting --flavor=woff2 --output-file="static/fonts/$4"
}
text() { # PACKAGE FEATURES
  fonttools varLib.instancer -q "node_modules/@fontsource-variable/$1/files/$1-latin-wght-normal.woff2" wght=400:700 -o "$work/$1.ttf"
  cut "$work/$1.ttf" "$latin" "$2" "$1.woff2"
}
text source-serif-4 kern,liga,ccmp,mark
text instrument-sans kern,liga,ccmp,mark,tnum
text jetbrains-mono ccmp,mark
cut node_modules/@fontsource/stix-two-math/files/stix-two-math-latin-400-normal.woff2 "$formulas" ssty,dtls stix-two-math.woff2
python3 frontend/card_fonts.py node_modules/@fontsource-variable proof/fonts
rm -r "$work"
