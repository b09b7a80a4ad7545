"""Small problem files for the tests of banks: text, as an author would write it."""

from pathlib import Path

SLOPE = r"""format = 1
id = "slope"
title = "How steep is a parabola?"
level = "bachelor"
skills = ["derivatives"]
audience = "You can square a number."
prerequisites = []
minutes = 5
covers = ["optimisation.1b"]
authors = ["Ada"]
licence = "CC-BY-4.0"
attribution = "All wording is new."
why_it_matters = 'A step needs a direction.'
statement = 'Let $f(x) = {{k}} x^2$.'
symbols = 'x: real'

[parameters]
k = { from = [3, 5, "1/7"] }
two_k = "2*k"

[[part]]
id = "derivative"
question = "What is $f'(x)$?"
prompt = "$f'(x) =$"
kind = "expression"
expected = '{{two_k}} x'
points = 1.5

[part.hints]
idea = 'A sum of two equal slopes.'
first_step = 'Use the product rule on $x \cdot x$.'

[[part.mistake]]
expression = '{{k}} x'
message = 'The square brings a factor 2.'

[[part.solution]]
perspective = "algebraic"
text = '''
By the product rule:

$$ {{two_k}} x $$
'''

[part.tests]
accept = ['{{two_k}}x', 'x*{{two_k}}', '{{k}}x + {{k}}x']
refuse = [
  'x',        # the factor is lost
  '{{k}}',
]
unreadable = ['{{two_k}} x +', 'y']
"""

SIGN = r"""format = 1
id = "sign"
title = "Up or down?"
level = "bachelor"
skills = ["derivatives"]
audience = "You can square a number."
prerequisites = ["slopes"]
minutes = 1
authors = ["Ada"]
licence = "CC-BY-4.0"
attribution = "All wording is new."
why_it_matters = 'A step needs a direction.'
statement = 'The parabola $x^2$ at $x = 1$.'

[[part]]
id = "direction"
question = "Where does it go?"
kind = "choice"
expected = "up"
points = 1

[[part.choice]]
key = "up"
text = "It rises, $f'(1) > 0$."

[[part.choice]]
key = "down"
text = "It falls."

[part.hints]
idea = 'Draw it.'
first_step = 'Compare $x = 1$ and $x = 2$.'

[[part.solution]]
perspective = "geometric"
text = 'To the right of its lowest point it rises.'

[part.tests]
accept = ["up"]
refuse = ["down"]
"""

GRAPH = r"""format = 1
id = "graph"
title = "Turn an arrow"
level = "master"
skills = ["graphs"]
audience = "You know what a graph is."
prerequisites = []
minutes = 5
authors = ["Ada"]
licence = "CC-BY-4.0"
attribution = "All wording is new."
why_it_matters = 'Some arrows cannot be learnt.'
statement = '''
Two facts.

![Two facts](figure:facts)
'''

[parameters]
"cause, effect" = { shuffle = ["a", "b", "c"] }

[figure.facts]
description = '{{cause}} has an arrow to {{effect}}.'
nodes = [{ name = "{{cause}}", at = [0, 0] }, { name = "{{effect}}", at = [1, 0.5] }]
edges = '{{cause}} -> {{effect}}'

[[part]]
id = "turn"
question = 'Turn the arrow.'
kind = "graph"
canvas = "facts"
expected = '{{effect}} -> {{cause}}'
options = { equal = "edges" }
points = 1

[part.hints]
idea = 'There is one arrow.'
first_step = 'Which node does it leave?'

[[part.solution]]
perspective = "graphical"
text = '$$ {{effect}} \to {{cause}} $$'

[part.tests]
accept = ['{{effect}}->{{cause}}']
refuse = ['{{cause}}->{{effect}}']
unreadable = ['{{cause}}->']
"""

CHAIN = r"""format = 1
id = "vertex"
title = "Where is the vertex?"
level = "bachelor"
skills = ["completing-the-square"]
audience = "You can square a sum."
prerequisites = []
minutes = 5
authors = ["Ada"]
licence = "CC-BY-4.0"
attribution = "All wording is new."
why_it_matters = 'A vertex is a minimum.'
statement = 'The parabola $x^2 + 6x + 5$.'
symbols = 'x: real'

[[part]]
id = "square"
question = "Complete the square."
kind = "derivation"
expected = { from = 'x^2+6x+5', to = '(x+3)^2-4' }
options = { minimum_steps = 2 }
points = 2

[part.hints]
idea = 'Which square begins like this?'
first_step = 'Add nine and take it away again.'

[[part.mistake]]
expression = ['x^2+6x+5', '= (x+3)^2+5']
message = 'The square brings in a nine.'

[[part.solution]]
perspective = "algebraic"
text = '''
$$
\begin{aligned}
x^2+6x+5 &= x^2+6x+9-4 \\
&= (x+3)^2-4
\end{aligned}
$$
'''

[part.tests]
accept = [['x^2+6x+5', '= x^2+6x+9-9+5', '= (x+3)^2-4']]
refuse = [
  { breaks_at = 1, lines = ['x^2+6x+5', '= x^2+6x+9-9', '= (x+3)^2-4'] },
  { stops_early = true, lines = ['x^2+6x+5', '= (x+1)(x+5)', '= x^2+5x+x+5'] },
  { too_few_steps = true, lines = ['x^2+6x+5', '= (x+3)^2-4'] },
]
unreadable = [['x^2+6x+5', '(x+3)^2-4']]
"""

BANK = """title = "Small problems"
authors = ["Ada"]
licence = "CC-BY-4.0"
"""


def write(folder: Path, text: str, *changes: tuple[str, str]) -> Path:
    """The problem as a file in the folder, named by its id, with pieces of its text replaced."""
    name = text.split('id = "', 1)[1].split('"', 1)[0]
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def write_bank(folder: Path, *problems: str) -> Path:
    """A bank with the problems in one topic."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bank.toml").write_text(BANK, encoding="utf-8")
    for problem in problems:
        write(folder / "calculus", problem)
    return folder
