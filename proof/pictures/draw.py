"""Draw the SVG on standard input as a PNG on standard output. A process of its own: resvg keeps the interpreter's lock.

Usage: draw.py WIDTH FONT…
"""

import sys

import resvg_py

if __name__ == "__main__":
    svg = sys.stdin.buffer.read().decode()
    width, *fonts = sys.argv[1:]
    png = resvg_py.svg_to_bytes(svg_string=svg, width=int(width), skip_system_fonts=True, font_files=fonts)
    sys.stdout.buffer.write(bytes(png))
