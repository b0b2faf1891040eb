// What the page's scripts are linted by, besides the types: faults that run, names that shadow, and state outside the one store.

import js from "@eslint/js";
import globals from "globals";
import oneStore from "./one-store.js";

export default [
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["handouts/web/static/*.js"],
    languageOptions: { ecmaVersion: 2023, sourceType: "module", globals: globals.browser },
    plugins: { handouts: { rules: { "one-store": oneStore } } },
    rules: {
      ...js.configs.recommended.rules,
      "handouts/one-store": "error",
      "array-callback-return": "error",
      "consistent-this": "error",
      "default-case-last": "error",
      eqeqeq: "error",
      "no-alert": "error",
      "no-console": "error",
      "no-constructor-return": "error",
      "no-else-return": ["error", { allowElseIf: true }],
      "no-eval": "error",
      "no-extend-native": "error",
      "no-implied-eval": "error",
      "no-loop-func": "error",
      "no-new-func": "error",
      "no-param-reassign": "error",
      "no-promise-executor-return": "off", // a pause is written as one arrow
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "Text goes in as text: make elements with h." },
        { property: "outerHTML", message: "Text goes in as text: make elements with h." },
        { property: "insertAdjacentHTML", message: "Text goes in as text: make elements with h." },
        { object: "document", property: "write", message: "Text goes in as text: make elements with h." },
      ],
      "no-restricted-syntax": [
        "error",
        { selector: "ImportExpression", message: "Everything the page needs is loaded when it opens." },
        { selector: "ExportDefaultDeclaration", message: "Export by name: one thing has one name." },
      ],
      "no-self-compare": "error",
      "no-shadow": "error",
      "no-throw-literal": "error",
      "no-unmodified-loop-condition": "error",
      "no-unreachable-loop": "error",
      "no-unused-expressions": ["error", { allowShortCircuit: true, allowTernary: true }],
      "no-use-before-define": ["error", { functions: false, variables: false, classes: false }],
      "no-useless-concat": "error",
      "no-useless-rename": "error",
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
      "prefer-template": "error",
      radix: "error",
      "require-atomic-updates": "off", // speaks of one store that is meant to change while one waits
      "require-await": "error",
    },
  },
];
