import { glob, readFile, rename, rm, writeFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { build, type BuildOptions, type Plugin } from "esbuild";
import { $ } from "zx";

/**
 * Packages that our dependencies load at start and we never use. dockerode brings a gRPC client for BuildKit sessions
 * and an SSH client for remote engines: 70 of its 95 ms of start-up. The Kafka client brings parsers for a schema registry.
 * The others are optional native parts, or Ink's inspector.
 */
const UNUSED = ["avsc", "ajv", "ajv-draft-04", "@grpc/grpc-js", "@grpc/proto-loader", "ssh2", "cpu-features", "pg-native", "pg-cloudflare", "@node-rs/crc32", "react-devtools-core"];

/**
 * The Kafka client compiles some forty JSON schemas when it is loaded, 0.3 s of a processor, to check the options of its
 * callers in its strict mode only. Ours are checked by the compiler.
 */
const OPTION_SCHEMAS = /^ajv\/dist\/2020\.js$/;
const NO_OPTION_SCHEMAS = `export class Ajv2020 {
  addKeyword() {}
  compile() { return () => { throw new Error("the strict mode of the Kafka client is left out of the build"); }; }
}`;

/** Its modules only define things, which its package does not say: so a caller of one class would get all of them. */
const KAFKA_CLIENT = /[\\/]@platformatic[\\/]kafka[\\/]dist[\\/]/;

/** Marks a question of our own, which must not come back to us. */
const RESOLVING = Symbol("resolving");

const withoutUnused: Plugin = {
  name: "without-unused",
  setup: ({ onResolve, onLoad, resolve }) => {
    const filter = new RegExp(`^(${UNUSED.map((name) => name.replaceAll("/", "\\/")).join("|")})$`);
    onResolve({ filter }, ({ path }) => ({ path, namespace: "unused" }));
    onResolve({ filter: OPTION_SCHEMAS }, ({ path }) => ({ path, namespace: "no-option-schemas" }));
    onLoad({ filter: /.*/, namespace: "no-option-schemas" }, () => ({ contents: NO_OPTION_SCHEMAS, loader: "js" }));
    onResolve({ filter: /^(@platformatic\/kafka$|\.)/ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
      const isTheirs = path === "@platformatic/kafka" || KAFKA_CLIENT.test(importer);
      if (!isTheirs || pluginData === RESOLVING) return undefined;
      return { ...(await resolve(path, { importer, resolveDir, kind, pluginData: RESOLVING })), sideEffects: false };
    });
    // It starts programs for subcommands that are files of their own; we have none, and loading it is a tenth of `--help`.
    onResolve({ filter: /^node:child_process$/ }, ({ path, importer }) => (importer.includes("/node_modules/commander/") ? { path, namespace: "unused" } : undefined));
    onLoad({ filter: /.*/, namespace: "unused" }, () => ({ contents: "module.exports = {};", loader: "js" }));
  },
};

const KAFKA_PROBE = "dev/probes/kafka.ts";

/**
 * The one question that every `up` asks the broker needs a sixth of the client. Beside its other users the bundler would
 * put all of it into one chunk.
 */
const kafkaProbeApart: Plugin = {
  name: "kafka-probe-apart",
  setup: ({ onResolve }) => onResolve({ filter: /^\.\/kafka\.ts$/ }, ({ importer }) => (importer.endsWith("dev/probes/probe.ts") ? { path: "./kafka-probe.js", external: true } : undefined)),
};

/** CommonJS dependencies ask for `require` and `__dirname`, which modules do not have. */
const BANNER = [
  "const __node = process.getBuiltinModule;",
  'const require = __node("node:module").createRequire(import.meta.url);',
  "const __filename = import.meta.filename, __dirname = import.meta.dirname;",
].join("\n");

/** The types of `import … from "neotool"`. In declarations the compiler leaves the sources' `.ts` endings, which nobody else can follow. */
const emitTypes = async (folder: string): Promise<void> => {
  await $({ preferLocal: true })`tsc --project tsconfig.types.json --outDir ${folder}`;
  for await (const file of glob(`${folder}/**/*.d.ts`)) {
    await writeFile(file, (await readFile(file, "utf8")).replaceAll(/(from "\.[^"]*)\.ts"/g, '$1.js"'));
  }
};

/** As the bundler writes them: names, a namespace, or the default. */
const IMPORT = /\bimport(?:(\{[^{}"]*\})|\*as ([\w$]+) | ([\w$]+) )from"([\w:/]+)";/g;

/**
 * Takes Node's own modules without an ES import, which evaluates every property of one: `node:http` then loads all of
 * fetch and WebSocket behind its getters (20 ms and more of each command), `node:process` opens the standard streams.
 * They go behind the banner, and blanks take their place: the source maps still hold.
 */
const withoutFacades = async (folder: string): Promise<void> => {
  for await (const file of glob(`${folder}/*.js`)) {
    const taken: string[] = [];
    const rest = (await readFile(file, "utf8")).replaceAll(IMPORT, (statement: string, names: string | undefined, all: string | undefined, byDefault: string | undefined, module: string) => {
      if (!isBuiltin(module)) return statement;
      taken.push(`const ${names?.replaceAll(" as ", ":") ?? all ?? byDefault}=__node("${module}");`);
      return " ".repeat(statement.length);
    });
    await writeFile(file, rest.replace(BANNER, () => `${BANNER} ${taken.join("")}`));
  }
};

// Aside first: a source that does not compile leaves the last good build.
const PARTIAL = `dist.${process.pid}.partial`;
const COMMON = {
  outdir: PARTIAL,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node22",
  minify: true,
  keepNames: true, // a stack in a bug report must name our functions
  sourcemap: "external",
  chunkNames: "[name]-[hash]",
  banner: { js: BANNER },
  mainFields: ["module", "main"], // the AWS SDK as modules: its CommonJS form has no named exports behind a dynamic import
  define: { "process.env.NODE_ENV": '"production"' },
  alias: { "@platformatic/wasm-utils": "@platformatic/wasm-utils/bundled" }, // the other form reads a .wasm file beside it
  logLevel: "warning",
} as const satisfies BuildOptions;

const program = () =>
  build({
    ...COMMON,
    entryPoints: { neotool: "dev/cli/bin.ts", index: "dev/index.ts" },
    splitting: true, // what a command does not need is not read
    plugins: [withoutUnused, kafkaProbeApart],
  });

const kafkaProbe = () => build({ ...COMMON, entryPoints: { "kafka-probe": KAFKA_PROBE }, plugins: [withoutUnused] });

try {
  await Promise.all([Promise.all([program(), kafkaProbe()]).then(() => withoutFacades(PARTIAL)), emitTypes(`${PARTIAL}/types`)]);
  await rm("dist", { recursive: true, force: true });
  await rename(PARTIAL, "dist");
} finally {
  await rm(PARTIAL, { recursive: true, force: true });
}
