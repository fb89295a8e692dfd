"""Reading back what a trace draws: GraphML and DOT, and pictures; what they show must add up."""
import os
import re
import xml.etree.ElementTree as tree

from common import check, run

SVG = "{http://www.w3.org/2000/svg}"
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


def told(home, *words):
    done = run(home, "trace", *words)
    check(done.returncode == 0, f"trace {words}: {done.stderr}")
    return done.stdout


def balance_of_graph(graph, marks):
    """What comes into a node and starts there goes out or rests there."""
    nodes = {}
    for node in graph.iter(GRAPHML + "node"):
        nodes[node.get("id")] = {data.get("key"): data.text for data in node.iter(GRAPHML + "data")}
    sums = {name: [0, 0] for name in nodes}
    for edge in graph.iter(GRAPHML + "edge"):
        data = {one.get("key"): one.text for one in edge.iter(GRAPHML + "data")}
        check(int(data["transfers"]) > 0 and data["first"] <= data["last"], "an edge's transfers")
        if edge.get("source") != edge.get("target"):
            sums[edge.get("source")][1] += int(data["amount"])
            sums[edge.get("target")][0] += int(data["amount"])
    wrong = [name for name, node in nodes.items()
             if sums[name] != [int(node["in"]), int(node["out"])] or
             (not marks and int(node["origin"]) + sums[name][0] != sums[name][1] + int(node["rests"]))]
    check(not wrong, f"nodes that do not balance: {wrong[:5]}")
    return nodes


DOT_LINE = re.compile(r'  "[\w]+"( -> "\w+")? \[[^"]*label="(?:[^"\\]|\\.)*", comment="[^"]*"\];')


def dot_lines(text):
    lines = text.splitlines()
    inside = [line for line in lines
              if line not in ("}", "  rankdir=LR;") and not line.startswith('digraph "')]
    wrong = [line for line in inside if not DOT_LINE.fullmatch(line)]
    check(not wrong, f"lines that are no DOT: {wrong[:3]}")
    check(text.count('digraph "') == lines.count("}"), "every graph is closed")
    return inside


def number(text, unit):
    """Base units: USD has two decimals, the coins here eight."""
    decimals = 2 if unit == "USD" else 8
    whole, _, part = text.replace(",", "").partition(".")
    return int(whole + part.ljust(decimals, "0"))


def width_of(text, size):
    """Of DejaVu Sans, the widest font that browsers take here: 0.62 em a letter on the average."""
    return sum(1.05 if ord(letter) > 127 else 0.62 for letter in text) * size


def texts_of(path):
    """Every text: (x, y, size, anchor, bold, text); all inside the canvas."""
    root = tree.parse(path).getroot()
    check(root.tag == SVG + "svg", "an SVG")
    _, _, width, height = map(float, root.get("viewBox").split())
    check({"script", "image", "a", "foreignObject", "use"}.isdisjoint(
        node.tag.replace(SVG, "") for node in root.iter()), "nothing from elsewhere")
    check(root.find(SVG + "title").text and root.find(SVG + "desc").text, "title and desc")
    found = []
    for text in root.iter(SVG + "text"):
        x, y, size = float(text.get("x")), float(text.get("y")), float(text.get("font-size"))
        wide = width_of(text.text, size)
        left, right = (x - wide, x) if text.get("text-anchor") == "end" else (x, x + wide)
        check(0 <= left and right <= width and size <= y <= height, f"{text.text!r} is outside")
        found.append((left, right, y - size * 0.75, y + size * 0.2, text.text))
    for shape in list(root.iter(SVG + "rect"))[1:]:
        check(0 <= float(shape.get("y")) and
              float(shape.get("y")) + float(shape.get("height")) <= height, "a bar is outside")
    return root, found


def overlaps(found):
    return [(a[4], b[4]) for i, a in enumerate(found) for b in found[i + 1:]
            if a[0] < b[1] and b[0] < a[1] and a[2] < b[3] and b[2] < a[3]]


def picture(home, name, *words):
    path = os.path.join(home, name)
    said = told(home, *words, "--svg", path)
    check("reached" in said, "the table is printed beside the picture")
    root, found = texts_of(path)
    check(not overlaps(found), f"{name}: texts on each other: {overlaps(found)[:3]}")
    return root


def ends_of(root):
    """Amounts of the nodes of each shape, from their titles."""
    seeds = ends = 0
    for group in root.iter(SVG + "g"):
        title = group.find(SVG + "title").text
        amount = re.search(r": ([0-9.,]+) (USD|t?BTC)", title)
        if group.find(SVG + "circle") is not None:
            seeds += number(*amount.groups())
        elif group.find(SVG + "polygon") is not None or title.startswith(("held ", "fees", "burnt",
                                                                         "unresolved")):
            ends += number(*amount.groups())
    return seeds, ends
