"""Preflight of a template's names: each is resolved against the shape of a Plan, through loops and conditions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from jinja2 import nodes

from sheet2plan.render.docx.hints import hint_for
from sheet2plan.render.docx.shapes import ANYTHING, Shape, plan_shape

_LOOP = Shape(
    "loop",
    {
        name: Shape(name)
        for name in ("index", "index0", "revindex", "revindex0", "first", "last", "length", "depth", "depth0")
    }
    | dict.fromkeys(("previtem", "nextitem", "cycle", "changed"), ANYTHING),
)
_TEXT = Shape("text")
_PROVIDED = ("range", "namespace", "gap_style", "place_chart")
_SAME_LIST = {"list", "sort", "reverse", "unique", "select", "reject", "selectattr", "rejectattr", "batch", "slice"}
_SAME_VALUE = {"default", "d", "paragraphs", "in_control", "dated", "link", "urlencode", "midnight"}
_ONE_OF_LIST = {"first", "last", "min", "max"}
_BY_ATTRIBUTE = {"sort", "unique", "selectattr", "rejectattr", "map", "sum", "join", "groupby", "min", "max"}


@dataclass(frozen=True, slots=True)
class NameProblem:
    """A name that no plan has, or can't be used so; `line` is the template source's."""

    line: int
    name: str
    text: str


@dataclass(slots=True)
class _Scope:
    names: dict[str, Shape]
    sure: frozenset[str] = frozenset()  # paths of optional things that a condition has found to be there
    problems: list[NameProblem] = field(default_factory=list)
    used: set[tuple[str, str]] = field(default_factory=set)  # owner and name

    def with_names(self, names: dict[str, Shape]) -> _Scope:
        return replace(self, names=self.names | names)

    def with_sure(self, paths: Iterable[str]) -> _Scope:
        # One dict on purpose: what {% set %} names inside a condition is known after it.
        return replace(self, sure=self.sure.union(paths))

    def report(self, node: nodes.Node, name: str, text: str) -> None:
        self.problems.append(NameProblem(node.lineno, name, text))


def check_names(tree: nodes.Template, more: Mapping[str, Shape] | None = None) -> tuple[NameProblem, ...]:
    """Every name in the template that no Plan has or that is used as what it isn't, in order of lines.

    `more` are names that this part may use besides.
    """
    scope = _Scope(dict(plan_shape().fields) | dict(more or {}) | dict.fromkeys(_PROVIDED, ANYTHING))
    _check_all(tree.body, scope)
    return tuple(sorted(dict.fromkeys(scope.problems), key=lambda problem: problem.line))


def names_used(tree: nodes.Template) -> set[tuple[str, str]]:
    """Every name that the template asks for, with the name of its owner: ("client", "dob"), ("plan", "client_id")."""
    scope = _Scope(dict(plan_shape().fields) | dict.fromkeys((*_PROVIDED, "chart"), ANYTHING))
    _check_all(tree.body, scope)
    return scope.used


def _check_all(statements: Iterable[nodes.Node], scope: _Scope) -> None:
    for statement in statements:
        _check(statement, scope)


def _check(node: nodes.Node, scope: _Scope) -> None:
    match node:
        case nodes.Output():
            for part in node.nodes:
                _check_printed(part, scope)
        case nodes.For():
            _check_for(node, scope)
        case nodes.If():
            _check_if(node, scope)
        case nodes.Assign():
            _bind(node.target, _resolve(node.node, scope), scope.names)
        case nodes.Macro() | nodes.CallBlock():
            inner = scope.with_names({arg.name: ANYTHING for arg in node.args} | {"caller": ANYTHING})
            if isinstance(node, nodes.Macro):
                scope.names[node.name] = inner.names[node.name] = ANYTHING
            _check_all(node.body, inner)
        case nodes.With():
            shapes = [_resolve(value, scope) for value in node.values]
            inner = scope.with_names({})
            for target, shape in zip(node.targets, shapes, strict=True):
                _bind(target, shape, inner.names)
            _check_all(node.body, inner)
        case nodes.AssignBlock():
            _check_all(node.body, scope)
            _bind(node.target, _TEXT, scope.names)
        case nodes.Include() | nodes.Import() | nodes.FromImport() | nodes.Extends():
            scope.report(node, type(node).__name__.lower(), "a plan template stands alone and can't use other files")
        case nodes.Expr():
            _resolve(node, scope)
        case _:
            _check_all(node.iter_child_nodes(), scope)


def _check_printed(node: nodes.Node, scope: _Scope) -> None:
    if isinstance(node, nodes.TemplateData) or not isinstance(node, nodes.Expr):
        return
    shape = _resolve(node, scope)
    if shape.open or shape.prints:
        return
    name = _path(node) or shape.name
    if shape.item is not None:
        scope.report(node, name, f"{name} is a list: loop over it")
    else:
        scope.report(
            node, name, f"{name} can't be printed as a whole: add one of its names, such as {_example(name, shape)}"
        )


def _example(path: str, shape: Shape) -> str:
    return f"{path}.{next(name for name, inner in shape.fields.items() if inner.prints and name != 'client_id')}"


def _check_for(node: nodes.For, scope: _Scope) -> None:
    shape = _resolve(node.iter, scope)
    if not shape.open and shape.item is None:
        name = _path(node.iter) or shape.name
        scope.report(node, name, f"{name} is not a list: only a list, such as goals, can be gone through")
    inner = scope.with_names({"loop": _LOOP})
    _bind(node.target, shape.item or ANYTHING, inner.names)
    if node.test is not None:
        _resolve(node.test, inner)
        inner = inner.with_sure(_sure_paths(node.test))
    _check_all(node.body, inner)
    _check_all(node.else_, scope)


def _check_if(node: nodes.If, scope: _Scope) -> None:
    _resolve(node.test, scope)
    _check_all(node.body, scope.with_sure(_sure_paths(node.test)))
    _check_all(node.elif_, scope)
    _check_all(node.else_, scope)


def _sure_paths(test: nodes.Node) -> Iterator[str]:
    """The paths that are there when the condition holds."""
    path = _path(test)
    if path is not None:
        yield path
    if isinstance(test, nodes.And):
        yield from _sure_paths(test.left)
        yield from _sure_paths(test.right)


def _bind(target: nodes.Node, shape: Shape, names: dict[str, Shape]) -> None:
    if isinstance(target, nodes.Name):
        names[target.name] = shape
    elif isinstance(target, nodes.Tuple):
        for item in target.items:
            _bind(item, ANYTHING, names)


def _path(node: nodes.Node) -> str | None:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        owner = _path(node.node)
        return f"{owner}.{node.attr}" if owner else None
    return None


def _resolve(node: nodes.Node, scope: _Scope) -> Shape:
    """The shape of an expression; every unknown name in it is reported and taken for anything."""
    match node:
        case nodes.Name():
            scope.used.add(("plan", node.name))
            return _known(node, node.name, node.name, scope.names, scope)
        case nodes.Getattr():
            return _attribute(node, node.node, node.attr, scope)
        case nodes.Getitem():
            return _item(node, scope)
        case nodes.Filter():
            return _filtered(node, scope)
        case nodes.CondExpr():
            return _conditional(node, scope)
        case nodes.And():
            _resolve(node.left, scope)
            return _resolve(node.right, scope.with_sure(_sure_paths(node.left)))
        case nodes.Or():
            _resolve(node.right, scope)
            return _resolve(node.left, scope)
        case nodes.Call():
            return _called(node, scope)
        case _:
            _resolve_children(node, scope)
            return _TEXT


def _resolve_children(node: nodes.Node, scope: _Scope) -> None:
    for child in node.iter_child_nodes():
        _resolve(child, scope)


def _called(node: nodes.Call, scope: _Scope) -> Shape:
    shape = _resolve(node.node, scope)
    for child in (*node.args, *(pair.value for pair in node.kwargs)):
        _resolve(child, scope)
    if not shape.open:
        name = _path(node.node) or shape.name
        scope.report(node, name, f"{name} can't be called: write it without ( )")
    return ANYTHING


def _conditional(node: nodes.CondExpr, scope: _Scope) -> Shape:
    _resolve(node.test, scope)
    shape = _resolve(node.expr1, scope.with_sure(_sure_paths(node.test)))
    if node.expr2 is None:
        scope.report(node, "else", "an if inside {{ }} needs an else")
        return shape
    _resolve(node.expr2, scope)
    return shape


def _attribute(node: nodes.Node, owner: nodes.Node, name: str, scope: _Scope) -> Shape:
    shape = _resolve(owner, scope)
    path = _path(owner) or shape.name
    scope.used.add((shape.name, name))
    if shape.open:
        return ANYTHING
    if shape.item is not None:
        scope.report(node, name, f"{path} is a list: loop over it, then ask each for its {name}")
        return ANYTHING
    if shape.prints:
        is_of_text = name == "value" or (hasattr(str, name) and not name.startswith("_"))
        return ANYTHING if is_of_text else _unknown(node, path, name, {}, scope)
    if shape.optional and path not in scope.sure:
        scope.report(node, name, f"{path} may be missing: put this between {{% if {path} %}} and {{% endif %}}")
    return _known(node, path, name, shape.fields, scope)


def _item(node: nodes.Getitem, scope: _Scope) -> Shape:
    if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
        return _attribute(node, node.node, node.arg.value, scope)
    shape = _resolve(node.node, scope)
    _resolve_children(node.arg, scope)
    return shape if isinstance(node.arg, nodes.Slice) else shape.item or ANYTHING


def _filtered(node: nodes.Filter, scope: _Scope) -> Shape:
    shape = _resolve(node.node, scope) if node.node is not None else _TEXT
    for child in (*node.args, *node.kwargs):
        _resolve(child, scope)
    if node.name in _BY_ATTRIBUTE and shape.item is not None:
        for name in _attribute_names(node):
            scope.used.add((shape.item.name, name))
            _known(node, f"each of {shape.name}", name, shape.item.fields, scope)
    if node.name in _SAME_LIST | _SAME_VALUE:
        return shape
    if node.name in _ONE_OF_LIST:
        return shape.item or ANYTHING
    return ANYTHING if node.name in ("map", "groupby") else _TEXT


def _attribute_names(node: nodes.Filter) -> Iterator[str]:
    named = [pair.value for pair in node.kwargs if pair.key == "attribute"]
    positional = node.args[:1] if node.name in ("selectattr", "rejectattr", "groupby") else []
    for value in (*named, *positional):
        if isinstance(value, nodes.Const) and isinstance(value.value, str):
            yield value.value.split(".", 1)[0]


def _known(node: nodes.Node, path: str, name: str, names: Mapping[str, Shape], scope: _Scope) -> Shape:
    return names[name] if name in names else _unknown(node, path, name, names, scope)


def _unknown(node: nodes.Node, path: str, name: str, names: Mapping[str, Shape], scope: _Scope) -> Shape:
    owner = "no plan has" if path == name else f"{path} has no"
    known = {known: shape for known, shape in names.items() if known not in _PROVIDED}
    scope.report(node, name, f"{owner} {name}{hint_for(name, known, at_root=path == name)}")
    return ANYTHING
