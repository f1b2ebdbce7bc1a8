#!/usr/bin/env python3
"""Draws a line chart with deviation bands as SVG, from CSV on standard input.

Columns: series, x, y, deviation (a header line first). The x axis is logarithmic. Needs Python 3 only.

    bin/pollard sql -f docs/results/lottery-lenet-300-100.sql --format csv | docs/results/figure.py "Title" "x label" "y label" > figure.svg
"""
import csv
import math
import sys

WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 44, 56
COLOURS = ["#0b6e4f", "#c0392b", "#8e7cc3", "#2c3e50", "#d68910"]


def read(stream):
    series = {}
    for row in csv.DictReader(stream):
        deviation = row["deviation"]
        point = (float(row["x"]), float(row["y"]), float(deviation) if deviation not in ("", "null") else 0.0)
        series.setdefault(row["series"], []).append(point)
    return {name: sorted(points) for name, points in series.items()}


def nice_ticks(low, high, count=6):
    raw = (high - low) / count
    step = 10 ** math.floor(math.log10(raw))
    step *= min((m for m in (1, 2, 5, 10) if step * m >= raw))
    first = math.ceil(low / step)
    return [i * step for i in range(first, int(math.floor(high / step)) + 1)]


def main(title, x_label, y_label):
    series = read(sys.stdin)
    points = [p for line in series.values() for p in line]
    x_low, x_high = min(p[0] for p in points), max(p[0] for p in points)
    y_low, y_high = min(p[1] - p[2] for p in points), max(p[1] + p[2] for p in points)
    pad = 0.06 * (y_high - y_low)
    y_low, y_high = y_low - pad, y_high + pad

    def sx(x):
        share = (math.log(x_high) - math.log(x)) / (math.log(x_high) - math.log(x_low))
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def sy(y):
        return HEIGHT - BOTTOM - (y - y_low) / (y_high - y_low) * (HEIGHT - TOP - BOTTOM)

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{title}" font-family="system-ui, sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="24" font-size="15" fill="#222">{title}</text>',
    ]
    for y in nice_ticks(y_low, y_high):
        out.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{sy(y):.1f}" y2="{sy(y):.1f}" stroke="#e4e4e4"/>')
        out.append(f'<text x="{LEFT - 8}" y="{sy(y) + 4:.1f}" text-anchor="end" fill="#444">{y:g}</text>')
    tick = x_high
    while tick >= x_low * 0.99:
        out.append(f'<line x1="{sx(tick):.1f}" x2="{sx(tick):.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" stroke="#f0f0f0"/>')
        out.append(f'<text x="{sx(tick):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle" fill="#444">{tick:.3g}</text>')
        tick /= 2
    out.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 12}" text-anchor="middle" fill="#222">{x_label}</text>')
    out.append(f'<text transform="translate(16 {(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle" fill="#222">{y_label}</text>')
    for i, (name, line) in enumerate(series.items()):
        colour = COLOURS[i % len(COLOURS)]
        upper = [f"{sx(x):.1f},{sy(y + d):.1f}" for x, y, d in line]
        lower = [f"{sx(x):.1f},{sy(y - d):.1f}" for x, y, d in reversed(line)]
        out.append(f'<polygon points="{" ".join(upper + lower)}" fill="{colour}" opacity="0.15"/>')
        path = " ".join(f"{sx(x):.1f},{sy(y):.1f}" for x, y, _ in line)
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for x, y, _ in line:
            out.append(f'<circle cx="{sx(x):.1f}" cy="{sy(y):.1f}" r="2.6" fill="{colour}"/>')
        key = TOP + 16 + 18 * i
        out.append(f'<line x1="{LEFT + 14}" x2="{LEFT + 38}" y1="{HEIGHT - BOTTOM - key + TOP:.1f}" y2="{HEIGHT - BOTTOM - key + TOP:.1f}" stroke="{colour}" stroke-width="3"/>')
        out.append(f'<text x="{LEFT + 46}" y="{HEIGHT - BOTTOM - key + TOP + 4:.1f}" fill="#222">{name}</text>')
    out.append("</svg>")
    print("\n".join(out))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
