// A rule of the linter: what changes while the page is open stands in the store of state.js, and in no other module.
// It refuses, at the top of any other module, a `let`, a new object that is there to be changed, and a change of what stands there.

const STORE = "./state.js";
const CHANGES = new Set([
  ...["push", "pop", "shift", "unshift", "splice", "sort", "reverse", "fill", "copyWithin"],
  ...["set", "add", "delete", "clear", "abort"],
]);
const REFLECTED = new Set(["assign", "defineProperty", "defineProperties", "setPrototypeOf", "set", "deleteProperty"]);

/** Return the name at the start of a path: a of a.b.c; null where it starts with something else. */
function rootOf(node) {
  let at = node;
  while (at && ["MemberExpression", "ChainExpression", "TSNonNullExpression"].includes(at.type)) at = at.object ?? at.expression;
  return at?.type === "Identifier" ? at : null;
}

export default {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      let: "'{{name}}' changes at the top of a module: put it into the store of state.js.",
      made: "'{{name}}' is there to be changed: put it into the store of state.js.",
      changed: "'{{name}}' stands at the top of a module and is changed: put it into the store of state.js.",
    },
  },

  create(context) {
    if (context.filename.replaceAll("\\", "/").endsWith("/state.js")) return {};
    const { sourceCode } = context;

    /** Return the variable of a module's top that a name stands for, or undefined. */
    function topOf(identifier) {
      for (let scope = sourceCode.getScope(identifier); scope; scope = scope.upper) {
        const variable = scope.set.get(identifier.name);
        if (variable) return scope.type === "module" ? variable : undefined;
      }
      return undefined;
    }

    /** Return whether a variable of the top is a part of the store. */
    function isOfStore(variable) {
      return variable.defs.every(({ type, node, parent }) => {
        if (type === "ImportBinding") return parent.source.value === STORE;
        if (type !== "Variable" || !node.init) return false;
        const root = rootOf(node.init);
        const from = root && topOf(root);
        return Boolean(from && from !== variable && isOfStore(from));
      });
    }

    function refuseChange(target) {
      const root = target && rootOf(target);
      const variable = root && topOf(root);
      if (variable && !isOfStore(variable)) context.report({ node: target, messageId: "changed", data: { name: root.name } });
    }

    /** Refuse a value that holds state whatever is done with it: a new object, or what a function made on the spot returns. */
    function refuseMade(declaration) {
      const { init } = declaration;
      const isCalledAtOnce = init?.type === "CallExpression" && /Function/.test(init.callee.type);
      if (init?.type === "NewExpression" || isCalledAtOnce) {
        context.report({ node: declaration, messageId: "made", data: { name: sourceCode.getText(declaration.id) } });
      }
    }

    return {
      ":matches(Program, ExportNamedDeclaration) > VariableDeclaration"(node) {
        for (const one of node.declarations) {
          if (node.kind === "const") refuseMade(one);
          else context.report({ node: one, messageId: "let", data: { name: sourceCode.getText(one.id) } });
        }
      },
      AssignmentExpression(node) {
        if (node.left.type === "MemberExpression") refuseChange(node.left);
      },
      UpdateExpression(node) {
        if (node.argument.type === "MemberExpression") refuseChange(node.argument);
      },
      'UnaryExpression[operator="delete"]'(node) {
        refuseChange(node.argument);
      },
      'CallExpression[callee.type="MemberExpression"]'(node) {
        const { object, property } = node.callee;
        const name = property.name ?? property.value;
        if (object.type === "Identifier" && ["Object", "Reflect"].includes(object.name)) {
          if (REFLECTED.has(name)) refuseChange(node.arguments[0]);
        } else if (CHANGES.has(name)) refuseChange(object);
      },
    };
  },
};
