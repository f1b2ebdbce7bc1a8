"""Tables as Markdown and as JSON."""

import json


def markdown(header, rows):
    """A table: numbers to the right, text to the left."""
    numeric = [all(isinstance(row[i], (int, float)) for row in rows) for i in range(len(header))]
    lines = ["| " + " | ".join(header) + " |"]
    lines.append("|" + "|".join("---:" if right else "---" for right in numeric) + "|")
    for row in rows:
        lines.append("| " + " | ".join(_cell(value) for value in row) + " |")
    return "\n".join(lines)


def _cell(value):
    if isinstance(value, float):
        return f"{value:.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def report(title, facts, table, data, json_file):
    """Prints a benchmark's result, and writes it as JSON if a file is named."""
    print(f"### {title}\n")
    for name, value in facts.items():
        print(f"- {name}: {value}")
    print(f"\n{table}")
    if json_file:
        with open(json_file, "w", encoding="utf-8") as file:
            json.dump({"title": title, "facts": facts, **data}, file, indent=2)
            file.write("\n")
