/** Ways out of TBEL and ways to use up the host that escapes.test.ts tries; what each list must do stands beside JavaScript's. */

export const tbelEscapes: readonly string[] = String.raw`
return globalThis;
return process.version;
return global.process;
return window;
return require("fs");
return import("fs");
return module;
return exports;
return Function("return process")();
return new Function("return process");
return eval("process");
return this;
return this.constructor;
return arguments;
return arguments.callee;
return runtime;
return constants;
return constants[0];
return meter;
meter.fuel = 1000000;
return look();
return own(msg);
return k0;
return M0;
return v0;
return t1;
return msg.constructor;
return msg.constructor.constructor("return process");
return msg["constructor"]["constructor"];
return msg["con" + "structor"]("x");
return msg.__proto__;
return msg["__proto__"]["canary"];
return msg["__pro" + "to__"];
return msg.prototype;
return msg.toString.constructor("x")();
return msg.hasOwnProperty("a");
return msg.valueOf();
return msg.__defineGetter__("a", 1);
return msg.__lookupGetter__("__proto__");
return msg.getClass();
return msg.class;
return msg.getClass().getClassLoader();
return "a".constructor;
return "a".constructor("x");
return "a".__proto__;
return "a".getClass().forName("java.lang.Runtime");
return "a".sub("x");
return "a".link("x");
return "a".at(0);
return (5).constructor;
return (1.0).value;
return (1.0).valueOf();
return (1.0).toJSON();
return true.constructor;
return [].constructor;
return [].constructor.constructor("return process")();
return [].__proto__;
return [].map(1);
return [].filter.call(1);
return [].concat.constructor;
return [].forEach(1);
return Object.constructor("x");
return Object.prototype;
return Object.getPrototypeOf(msg);
return Reflect.ownKeys(msg);
return new Proxy({}, {});
return Symbol.iterator;
return msg[Symbol.iterator];
return new WebAssembly.Module(1);
return String.class;
return String.constructor;
return Math.constructor("x");
return Math.__proto__;
return Math.getClass();
return JSON.constructor;
return JSON.parse.constructor("x");
return new Date().constructor;
return new Date().__proto__;
return new Date().getClass();
return new Random(1).seed;
return new Random(1).constructor;
return newSet().items;
return newSet().constructor;
return new byte[2].items;
return new byte[2].constructor;
return Class.forName("java.lang.System");
return java.lang.System.exit(0);
return System.exit(0);
return System.getenv();
return System.getProperty("user.home");
return Runtime.getRuntime();
return Runtime.getRuntime().exec("id");
return java.lang.Runtime.getRuntime().exec("id");
return java.lang.Thread.sleep(100000);
return Thread.currentThread();
return java.lang.Class.forName("x");
return java.lang.ProcessBuilder("id");
return new java.lang.ProcessBuilder("id");
return java.util.concurrent.Executors.newFixedThreadPool(1);
return java.io.File;
return new java.io.File("/etc/passwd");
return new java.io.FileReader("/etc/passwd");
return java.nio.file.Files.readAllBytes("/etc/passwd");
return new java.net.URL("http://127.0.0.1");
return new java.util.Scanner("x");
return new java.util.Timer();
return java.util.Locale.getDefault();
return org.mvel2.MVEL.eval("1");
return MVEL.eval("1");
return javax.script.ScriptEngineManager();
return sun.misc.Unsafe.getUnsafe();
stacklang { push 1 }
import java.util.Scanner; return 1;
import_static java.lang.System.exit; return 1;
function f() { return 1; } return f.constructor;
function f() { return 1; } return f;
function f() { return 1; } return [f];
function f() { return 1; } return {a: f};
function f() { return 1; } return "" + f;
function f() { return 1; } return f.call(1);
function f() { return 1; } return f.apply(1);
function f() { return 1; } return f.prototype;
function f(g) { return g; } function h() { return 1; } return f(h);
function f(g) { return [g]; } function h() { return 1; } return f(h);
function f(g) { return {a: g}; } function h() { return 1; } return f(h);
function f(g) { return g.constructor; } function h() { return 1; } return f(h);
function f(g) { msg.a = g; } function h() { return 1; } f(h); return msg;
function f(g) { return JSON.stringify(g); } function h() { return 1; } return f(h);
constructor = 1; return constructor.constructor("x");
__proto__ = 1; return __proto__.canary;
var prototype = {}; prototype.canary = "escaped"; return {}.canary;
msg.__proto__ = {canary: "escaped"}; return {}.canary;
msg["__proto__"] = {canary: "escaped"}; return {}.canary;
msg.put("__proto__", {canary: "escaped"}); return {}.canary;
msg.putAll(JSON.parse("{\"__proto__\":{\"canary\":\"escaped\"}}")); return {}.canary;
var m = {"__proto__": {canary: "escaped"}}; return {}.canary;
var m = {constructor: {prototype: {canary: "escaped"}}}; return {}.canary;
canary = "escaped"; return canary.canary;
globalThis = {}; globalThis.canary = "escaped"; return {}.canary;
Object.prototype.canary = "escaped"; return 1;
Math.PI = 4; return {}.canary;
msg.toString = 1; return msg.toString();
return ${'`'}${'$'}{process.env}${'`'};
return /a/.constructor;
return "a".replaceAll("(a", "b");
return "a" ~= "(?<n>a)\\\\k<x>";
return "a" ~= "(?{process.exit()})";
return "\u2028"; process.exit(1);
return "*/ process.exit(1) /*".constructor;
return '"; process.exit(1); "'.length.constructor;
return </script>;
} process.exit(1); {
return 1; } process.exit(1); function f() {
return msg.\u0063onstructor;
return msg . /**/ constructor . constructor;
`
  .split('\n')
  .filter((line) => line !== '')

export const tbelExhaustions: readonly string[] = String.raw`
while (true) { }
while (true) { var a = 1; }
for (;true;) { var b = 1; }
for (var i = 0; i >= 0; i = 0) { var b = 1; }
for (var i = 0; true; i++) { var b = 1; }
do { } while (true);
until (false) { }
do { } until (false);
while (true) { foreach (x : [1]) { } }
foreach (x : [1]) { while (true) { } }
foreach (i : 2000000000) { }
var l = [1]; foreach (x : l) { l.add(x); }
switch (1) { case 1: while (true) { } }
function f() { while (true) { } } f();
function f() { return f(); } return f();
function a() { return b(); } function b() { return a(); } return a();
function f(n) { return f(n - 1) + f(n - 2); } return f(40);
function f(n) { if (n < 2) { return n; } return f(n - 1) + f(n - 2); } return f(60);
function f(n) { return [n, f(n)]; } return f(1);
function f(g) { return g(g); } function h(g) { return g(g); } return f(h);
return (f() in [1]); function f() { while (true) { } }
var s = "a"; while (true) { s = s + s; }
var s = "a"; while (true) { s += s; }
var s = "a"; while (true) { s = s # s; }
var s = "a"; while (true) { s = s.concat(s); }
var s = "a"; while (true) { s = s.replace("a", "aa"); }
var s = "a"; while (true) { s = s.replaceAll("a", "aa"); }
var s = "a"; while (true) { s = s.repeat(2); }
var s = "%s"; while (true) { s = String.format("%s%s", s, s); }
var s = "a"; while (true) { s = String.join("", [s, s]); }
var s = ""; while (true) { s = s + "xxxxxxxxxxxxxxxxxxxxxxxxxxxx"; }
return "a".repeat(1000000000);
return "a".repeat(2147483647);
return padStart("a", 1000000000, "b");
return padEnd("a", 1000000000, "b");
return String.format("%1000000000s", 1);
return String.format("%.1000000000f", 1.5);
return "a".indent(1000000000).repeat(1000000);
var s = "a".repeat(2000000); while (true) { s.toUpperCase(); }
var s = "a".repeat(2000000); while (true) { s.trim(); }
var s = "a".repeat(2000000); while (true) { s.indexOf("b"); }
var s = "a".repeat(2000000); while (true) { s == s + "b"; }
var s = "a".repeat(2000000); while (true) { s.split("b"); }
var s = "a".repeat(2000000); while (true) { s.toCharArray(); }
var s = "a".repeat(2000000); while (true) { s.hashCode(); }
var s = "a".repeat(2000000); while (true) { btoa(s); }
var s = "a".repeat(2000000); while (true) { stringToBytes(s); }
var s = "00".repeat(1000000); while (true) { hexToBytes(s); }
var s = "1".repeat(2000000); return parseInt(s) + 1;
var s = "1".repeat(2000000); while (true) { parseLong(s) ; }
var s = "a".repeat(100000); while (true) { msg[s + "x"]; }
return new byte[1000000000];
return new int[2147483647];
while (true) { new byte[1000000]; }
var l = [1]; while (true) { l.addAll(l); }
var l = [1]; while (true) { l = l + l; }
var l = []; while (true) { l = [l, l]; }
var l = []; while (true) { l.add({a: [1, 2, 3], b: "x"}); }
var l = []; var i = 0; while (true) { l.add(0, i); }
var l = []; var i = 0; while (true) { l.push(i++); }
var l = [1]; for (var i = 0; i < 60; i++) { l = [l, l]; } return l;
var l = [1]; for (var i = 0; i < 60; i++) { l = [l, l]; } return JSON.stringify(l);
var l = [1]; for (var i = 0; i < 60; i++) { l = [l, l]; } return "" + l;
var a = [1]; var b = [1]; for (var i = 0; i < 60; i++) { a = [a, a]; b = [b, b]; } return a == b;
var l = [1]; for (var i = 0; i < 60; i++) { l = [l, l]; } return l.hashCode();
var l = [1]; for (var i = 0; i < 60; i++) { l = [l, l]; } return toSet(l);
var l = []; l.add(l); return l;
var l = []; l.add(l); return "" + l;
var l = []; l.add(l); return l.hashCode();
var m = {}; m.m = m; return m;
var m = {}; m.m = m; return JSON.stringify(m);
var m = {}; m.m = m; return toFlatMap(m);
var m = {}; var i = 0; while (true) { m.put("k" + i, i); i++; }
var m = {}; var i = 0; while (true) { m[i] = i; i++; }
var s = newSet(); var i = 0; while (true) { s.add(i); i++; }
var l = []; for (var i = 0; i < 100000; i++) { l.add(i); } while (true) { l.sort(); }
var l = []; for (var i = 0; i < 100000; i++) { l.add(i); } while (true) { l.indexOf(-1); }
var l = []; for (var i = 0; i < 100000; i++) { l.add(i); } while (true) { l.join("-"); }
var l = []; for (var i = 0; i < 100000; i++) { l.add(i); } while (true) { l.clone(); }
var l = []; for (var i = 0; i < 100000; i++) { l.add(i); } while (true) { parseBytesToBinaryArray(l); }
var l = []; for (var i = 0; i < 100000; i++) { l.add(i); } while (true) { ($ in l); }
var m = {}; for (var i = 0; i < 50000; i++) { m.put("k" + i, i); } while (true) { m.sortByKey(); }
var m = {}; for (var i = 0; i < 50000; i++) { m.put("k" + i, i); } while (true) { m.invert(); }
var m = {}; for (var i = 0; i < 50000; i++) { m.put("k" + i, i); } while (true) { m.keys(); }
var x = 10I; while (true) { x = x * x; }
var x = 2; while (true) { x = x ** 2I; }
return "a".repeat(100000) ~= ".*.*.*.*b";
return "a".repeat(200000).split("a*a*a*b");
return "ab".repeat(200000) ~= "(ab)*c";
return "a".repeat(50) ~= "((((a{1,1000}){1,1000}){1,1000}){1,1000})b";
return "x".repeat(30) ~= "(x?){30}x{30}(x|x)*y";
return "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!" ~= "((a{1,9})+)+(x|\\1)?b";
return "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!" ~= "((a{1,9}){2,50}){2,50}b";
while (true) { new Date().toLocaleString("de-DE", "Europe/Berlin"); }
while (true) { Date.parse("2023-01-01", "yyyy-MM-dd"); }
while (true) { JSON.parse("[1,2,3,{\"a\":[1,2,3]}]"); }
return JSON.parse("[".repeat(100000));
return JSON.parse("[".repeat(1000) + "]".repeat(1000));
return "x".repeat(300001);
var l = []; for (var i = 0; i < 100000; i++) { l.add("xxxx"); } return l;
while (true) { isInsidePolygon(1, 2, "[[1,2],[3,4],[5,6]]"); }
while (true) { toFlatMap({a: {b: {c: 1}}}); }
`
  .split('\n')
  .filter((line) => line !== '')

export const tbelMonsters: readonly string[] = [
  `return ${'('.repeat(20_000)}1${')'.repeat(20_000)};`,
  `return ${'['.repeat(20_000)}${']'.repeat(20_000)};`,
  `return ${'!'.repeat(40_000)}true;`,
  `return ${'-'.repeat(40_000)}1;`,
  `return ${'1+'.repeat(24_000)}1;`,
  `return ${'a.'.repeat(20_000)}b;`,
  `return ${'{a:'.repeat(10_000)}1${'}'.repeat(10_000)};`,
  'if (true) '.repeat(4000),
  '{'.repeat(20_000) + '}'.repeat(20_000),
  `return ${'true ? 1 : '.repeat(4000)}1;`,
]
