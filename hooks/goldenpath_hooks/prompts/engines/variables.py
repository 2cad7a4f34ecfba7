"""What a Jinja2 syntax tree reads and does, with the scopes of its own names.

A use is guarded where the template asks for the variable first: `{% if x %}`, `x or "-"`,
`x | default("-")`, `x is defined and x.y`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jinja2 import nodes

from goldenpath_hooks.prompts.engines.jinja2_names import asked_for, bound_names, chain
from goldenpath_hooks.prompts.engines.jinja2_scopes import Scopes

IN_MACRO = frozenset({"varargs", "kwargs", "caller"})
ASKING_FILTERS = frozenset({"default", "d", "length", "count"})
COMPARISONS = {
    "eq": "==", "ne": "!=", "lt": "<", "lteq": "<=", "gt": ">", "gteq": ">=",
    "in": "in", "notin": "not in",
}  # fmt: skip


class Reader(Scopes):
    def read_all(self, body: Iterable[Any]) -> None:
        for node in body:
            self.read(node)

    def read(self, node: Any) -> None:
        handler = HANDLERS.get(type(node))
        if handler is None:
            self.read_all(node.iter_child_nodes())
        else:
            handler(self, node)

    # Expressions

    def on_name(self, node: nodes.Name) -> None:
        if node.ctx == "load":
            self.use(node, node.name)

    def on_attribute(self, node: Any) -> None:
        base, path = chain(node)
        self.mark(node, "attribute", path)
        if isinstance(base, nodes.Name):
            self.use(base, path)
        else:
            self.read(base)
        self._read_subscripts(node)

    def _read_subscripts(self, node: Any) -> None:
        while isinstance(node, nodes.Getattr | nodes.Getitem):
            if isinstance(node, nodes.Getitem):
                self.read(node.arg)
            node = node.node

    def on_filter(self, node: nodes.Filter) -> None:
        self.mark(node, "filter", node.name)
        if node.node is not None:
            if node.name in ASKING_FILTERS:
                self.condition(node.node)
            else:
                self.read(node.node)
        self._read_arguments(node)

    def on_test(self, node: nodes.Test) -> None:
        self.mark(node, "test", node.name)
        with self.unprinted():
            self.condition(node.node)
            self._read_arguments(node)

    def on_call(self, node: nodes.Call) -> None:
        self.mark(node, "call", chain(node.node)[1])
        if isinstance(node.node, nodes.Getattr):
            self.read(node.node.node)
        else:
            self.read(node.node)
        self._read_arguments(node)

    def _read_arguments(self, node: Any) -> None:
        self.read_all(node.args or ())
        for keyword in node.kwargs or ():
            if isinstance(keyword, nodes.Keyword | nodes.Pair):
                self.read(keyword.value)
        for rest in (node.dyn_args, node.dyn_kwargs):
            if rest is not None:
                self.read(rest)

    def on_operator(self, node: Any) -> None:
        self.mark(node, "operator", "~" if isinstance(node, nodes.Concat) else node.operator)
        self.read_all(node.iter_child_nodes())

    def on_compare(self, node: nodes.Compare) -> None:
        for operand in node.ops:
            self.mark(node, "operator", COMPARISONS[operand.op])
        self.read(node.expr)
        with self.given(asked_for(node.expr).then):
            self.read_all(operand.expr for operand in node.ops)

    def on_conditional(self, node: nodes.CondExpr) -> None:
        with self.unprinted():
            self.condition(node.test)
        asked = asked_for(node.test)
        with self.given(asked.then):
            self.read(node.expr1)
        if node.expr2 is not None:
            with self.given(asked.otherwise):
                self.read(node.expr2)

    def condition(self, node: Any) -> None:
        """Read an expression whose value is only asked for being there or being true."""
        if isinstance(node, nodes.Name):
            self.use(node, node.name, asking=True)
        elif isinstance(node, nodes.And | nodes.Or | nodes.Not):
            self.on_logic(node, asking=True)
        else:
            self.read(node)

    def on_logic(self, node: Any, *, asking: bool = False) -> None:
        self.mark(node, "operator", node.operator)
        if isinstance(node, nodes.Not):
            self.condition(node.node)
            return
        self.condition(node.left)
        asked = asked_for(node.left)
        with self.given(asked.then if isinstance(node, nodes.And) else asked.otherwise):
            (self.condition if asking else self.read)(node.right)

    # Statements

    def on_if(self, node: nodes.If) -> None:
        with self.unprinted():
            self.condition(node.test)
        asked = asked_for(node.test)
        with self.given(asked.then):
            self.read_all(node.body)
        with self.given(asked.otherwise):
            self.read_all(node.elif_)
            self.read_all(node.else_)

    def on_for(self, node: nodes.For) -> None:
        self.read(node.iter)
        with self.scope((*bound_names(node.target), "loop")):
            if node.test is not None:
                with self.unprinted():
                    self.condition(node.test)
            self.read_all(node.body)
        with self.scope():
            self.read_all(node.else_)

    def on_assign(self, node: nodes.Assign) -> None:
        self.read(node.node)
        self.bind(node.target)

    def on_assign_block(self, node: nodes.AssignBlock) -> None:
        if node.filter is not None:
            self.read(node.filter)
        with self.scope():
            self.read_all(node.body)
        self.bind(node.target)

    def on_macro(self, node: nodes.Macro) -> None:
        self.scopes[-1].add(node.name)
        self._on_callable(node)

    def on_call_block(self, node: nodes.CallBlock) -> None:
        self.read(node.call)
        self._on_callable(node)

    def _on_callable(self, node: Any) -> None:
        self.read_all(node.defaults)
        with self.scope((*(argument.name for argument in node.args), *IN_MACRO)):
            self.read_all(node.body)

    def on_with(self, node: nodes.With) -> None:
        self.read_all(node.values)
        with self.scope(name for target in node.targets for name in bound_names(target)):
            self.read_all(node.body)

    def on_scoped(self, node: Any) -> None:
        with self.scope():
            self.read_all(node.iter_child_nodes())

    def on_import(self, node: nodes.Import) -> None:
        self.read(node.template)
        self.scopes[-1].add(node.target)

    def on_from_import(self, node: nodes.FromImport) -> None:
        self.read(node.template)
        self.scopes[-1].update(name if isinstance(name, str) else name[1] for name in node.names)

    def on_nothing(self, node: Any) -> None:
        """Text and constants."""


HANDLERS: dict[type[Any], Any] = {
    nodes.TemplateData: Reader.on_nothing,
    nodes.Const: Reader.on_nothing,
    nodes.Name: Reader.on_name,
    nodes.Getattr: Reader.on_attribute,
    nodes.Getitem: Reader.on_attribute,
    nodes.Filter: Reader.on_filter,
    nodes.Test: Reader.on_test,
    nodes.Call: Reader.on_call,
    nodes.Compare: Reader.on_compare,
    nodes.CondExpr: Reader.on_conditional,
    nodes.Not: Reader.on_logic,
    nodes.Concat: Reader.on_operator,
    **dict.fromkeys(nodes.BinExpr.__subclasses__(), Reader.on_operator),
    nodes.And: Reader.on_logic,
    nodes.Or: Reader.on_logic,
    nodes.Neg: Reader.on_operator,
    nodes.Pos: Reader.on_operator,
    nodes.If: Reader.on_if,
    nodes.For: Reader.on_for,
    nodes.Assign: Reader.on_assign,
    nodes.AssignBlock: Reader.on_assign_block,
    nodes.Macro: Reader.on_macro,
    nodes.CallBlock: Reader.on_call_block,
    nodes.With: Reader.on_with,
    nodes.FilterBlock: Reader.on_scoped,
    nodes.Block: Reader.on_scoped,
    nodes.Import: Reader.on_import,
    nodes.FromImport: Reader.on_from_import,
}
