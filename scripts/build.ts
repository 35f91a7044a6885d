import { readFile, rename, rm } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { build, type BuildOptions, type Plugin } from "esbuild";
import { $ } from "zx";
import { writeHelpTexts } from "./build/help-texts.ts";
import { builtinsByName } from "./build/builtins.ts";
import { completionAlone, quickCommands } from "./build/quick-programs.ts";
import { IMPORT_BANNER, realImports } from "./build/real-imports.ts";
import { emitTypes } from "./build/types.ts";

/**
 * Packages that our dependencies load at start and we never use. dockerode brings a gRPC client for BuildKit sessions
 * and an SSH client for remote engines: 70 of its 95 ms of start-up. The Kafka client brings parsers for a schema registry.
 * The others are optional native parts, or Ink's inspector.
 */
const UNUSED = ["avsc", "ajv", "ajv-draft-04", "@grpc/grpc-js", "@grpc/proto-loader", "ssh2", "cpu-features", "pg-native", "pg-cloudflare", "@node-rs/crc32", "react-devtools-core"];

/**
 * The Kafka client compiles some forty JSON schemas when it is loaded, 0.3 s of a processor, to check the options of its
 * callers: in its strict mode, and those of each consumer. Ours are checked by the compiler.
 */
const OPTION_SCHEMAS = /^ajv\/dist\/2020\.js$/;
const NO_OPTION_SCHEMAS = `export class Ajv2020 {
  addKeyword() {}
  compile() { return () => true; }
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
    // For each option it makes a pattern with a property of Unicode, half a millisecond; the names of ours are ASCII.
    onLoad({ filter: /[\\/]commander[\\/]lib[\\/]option\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      if (!source.includes("/\\p{ID_Continue}")) throw new Error(`${path} has another pattern: see whether it is still slow`);
      return { contents: source.replace("/\\p{ID_Continue}", "/\\w"), loader: "js" };
    });
    // It starts programs for subcommands that are files of their own; we have none, and loading it is a tenth of `--help`.
    onResolve({ filter: /^node:child_process$/ }, ({ path, importer }) => (importer.includes("/node_modules/commander/") ? { path, namespace: "unused" } : undefined));
    onLoad({ filter: /.*/, namespace: "unused" }, () => ({ contents: "module.exports = {};", loader: "js" }));
  },
};

/**
 * What is read when it is needed: the file that it goes into, and of each module what of it is used. All the rest is one
 * file: a file costs half a millisecond to find, read and link, and `status` needed forty. Nothing that is apart may hold
 * state of ours, or a class that the rest tests for: it would have a copy of its own.
 */
const APART: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  acorn: { acorn: "{ Parser, parseExpressionAt }", "@sveltejs/acorn-typescript": "{ tsPlugin }" },
  aws4: { aws4: "{ default }" },
  diff: { diff: "{ createTwoFilesPatch }" },
  dockerode: { dockerode: "{ default }" },
  execa: { execa: "{ execa, ExecaError }" },
  jose: { jose: "{ createLocalJWKSet, errors, exportJWK, importPKCS8, importSPKI, jwtVerify, SignJWT }" },
  kafka: { "@platformatic/kafka": "{ Admin, apiVersionsV3, ConfigResourceTypes, Connection, Consumer, IncrementalAlterConfigOperationTypes, ListOffsetTimestamps, murmur2, Producer, stringSerializers }" },
  "kafka-probe": { "./kafka.ts": "{ probeKafka }" }, // the one question that every `up` asks: a sixth of the client
  postgres: { pg: "{ default }", "pg-copy-streams": "{ from, to }" },
  promql: { "@prometheus-io/lezer-promql": "{ parser }" },
  regexpp: { "@eslint-community/regexpp": "{ RegExpSyntaxError, RegExpValidator }" },
  s3: { "@aws-sdk/client-s3": "{ AbortMultipartUploadCommand, CompleteMultipartUploadCommand, CopyObjectCommand, CreateBucketCommand, CreateMultipartUploadCommand, DeleteBucketCommand, DeleteBucketPolicyCommand, DeleteObjectCommand, DeleteObjectsCommand, GetBucketPolicyCommand, GetBucketVersioningCommand, GetObjectCommand, ListBucketsCommand, ListMultipartUploadsCommand, ListObjectsV2Command, ListObjectVersionsCommand, PutBucketPolicyCommand, PutBucketVersioningCommand, PutObjectCommand, S3Client, S3ServiceException, UploadPartCommand }", "@aws-sdk/client-sts": "{ AssumeRoleCommand, STSClient }" },
  testcontainers: { testcontainers: "{ getContainerRuntimeClient, getReaper }" },
  tar: { "tar-stream": "{ extract, pack }" },
  yaml: { yaml: "{ Document, isAlias, isMap, isScalar, isSeq, LineCounter, parse, parseAllDocuments, parseDocument, stringify, visit }" },
  zod: { "zod/mini": "{ _default, array, boolean, config, discriminatedUnion, enum, int, literal, maximum, minimum, minLength, nullable, number, object, optional, parse, record, refine, regex, safeParse, strictObject, string, tuple, union, unknown, url, ZodMiniDefault, ZodMiniObject, ZodMiniOptional, ZodMiniRecord }", "zod/v4/locales/en.js": "{ default }" },
};

const PROBES = "dev/probes";
const SCREEN = "dev/ui/mount.tsx";
/** Begins a thread of its own, and so is a file of its own, with all that it needs. */
const GRAPH_THREAD = "dev/graph/graph-thread.ts";

/** Instead of what is apart, the one file asks for the file that it is in; a name that is not there fails the build. */
const apartIsElsewhere: Plugin = {
  name: "apart-is-elsewhere",
  setup: ({ onResolve, onLoad }) => {
    const homes = new Map(Object.entries(APART).flatMap(([file, modules]) => Object.entries(modules).map(([module, names]) => [module, { file, names }] as const)));
    onResolve({ filter: /.*/ }, ({ path, importer, namespace }) => {
      if (namespace === "apart") return { path, external: true };
      if (path.endsWith("/ui/mount.tsx")) return { path: "./screen.js", external: true };
      const isMeant = homes.has(path) && (!path.startsWith(".") || importer.includes(`/${PROBES}/`));
      return isMeant ? { path, namespace: "apart" } : undefined;
    });
    onLoad({ filter: /.*/, namespace: "apart" }, ({ path }) => {
      const home = homes.get(path);
      return { contents: `export ${home?.names} from "./${home?.file}.cjs";`, loader: "js" };
    });
  },
};

/** The files that are apart, each made from a line for each of its modules. */
const whatIsApart: Plugin = {
  name: "what-is-apart",
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^apart:/ }, ({ path }) => ({ path: path.slice("apart:".length), namespace: "apart" }));
    onLoad({ filter: /.*/, namespace: "apart" }, ({ path }) => ({
      contents: Object.entries(APART[path] ?? {}).map(([module, names]) => `export ${names} from "${module}";`).join("\n"),
      resolveDir: PROBES,
      loader: "js",
    }));
  },
};

/**
 * Takes Node's own modules without an ES import, which evaluates every property of one: `node:process` opens the standard
 * streams, `node:http` loads all of fetch and WebSocket.
 */
const withoutFacades: Plugin = {
  name: "without-facades",
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /.*/ }, ({ path }) => (isBuiltin(path) ? { path, namespace: "builtin" } : undefined));
    onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => ({ contents: `module.exports = process.getBuiltinModule("${path}");`, loader: "js" }));
  },
};

/** Modules have these, and CommonJS has not. */
const META = { "import.meta.url": "__url", "import.meta.dirname": "__dirname", "import.meta.filename": "__filename" } as const;
const META_BANNER = `const __url = require("node:url").pathToFileURL(__filename).href;${IMPORT_BANNER}`;

// Aside first: a source that does not compile leaves the last good build.
const PARTIAL = `dist.${process.pid}.partial`;
const COMMON = {
  outdir: PARTIAL,
  bundle: true,
  platform: "node",
  target: "node22",
  minify: true,
  keepNames: true, // a stack in a bug report must name our functions
  sourcemap: "external",
  mainFields: ["module", "main"], // the AWS SDK as modules: its CommonJS form has no named exports behind a dynamic import
  alias: { "@platformatic/wasm-utils": "@platformatic/wasm-utils/bundled" }, // the other form reads a .wasm file beside it
  logLevel: "warning",
  logOverride: { "import-is-undefined": "error" },
} as const satisfies BuildOptions;
const PRODUCTION = { "process.env.NODE_ENV": '"production"' } as const;

/** CommonJS: what is not needed of it is not run, Node's own modules among it; a module runs all that it imports first. */
const commonJs = (options: BuildOptions) =>
  build({ ...COMMON, ...options, format: "cjs", outExtension: { ".js": ".cjs" }, banner: { js: META_BANNER }, define: { ...PRODUCTION, ...META } });

const esm = (entryPoints: Readonly<Record<string, string>>) =>
  build({ ...COMMON, entryPoints: { ...entryPoints }, format: "esm", define: { ...PRODUCTION, "process.env.DEV": '"false"' }, external: ["vitest"], plugins: [stacksAreElsewhere, withoutUnused, withoutFacades] });

/** What is behind `useStack` and its like is a file of its own: who imports `defineConfig` does not wait for it. */
const stacksAreElsewhere: Plugin = {
  name: "stacks-are-elsewhere",
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^\.\/open\.ts$/ }, ({ path, importer }) => (importer.includes("/fixtures/") ? { path, namespace: "stacks" } : undefined));
    onResolve({ filter: /.*/, namespace: "stacks" }, ({ path }) => ({ path, external: true }));
    onLoad({ filter: /.*/, namespace: "stacks" }, () => ({ contents: 'export { findImageReference, handOn, openStack, openStarted } from "./fixtures.cjs";', loader: "js" }));
  },
};

const program = () => commonJs({ entryPoints: { neotool: "dev/cli/bin.ts" }, plugins: [apartIsElsewhere, withoutUnused, builtinsByName] });
const quickPrograms = () =>
  Promise.all([
    commonJs({ entryPoints: { quick: "dev/cli/bin.ts" }, plugins: [quickCommands, apartIsElsewhere, withoutUnused, builtinsByName] }),
    commonJs({ entryPoints: { complete: "dev/cli/bin.ts" }, plugins: [completionAlone, apartIsElsewhere, withoutUnused, builtinsByName] }),
  ]);
/** What decides which of them is loaded, or neither: all that a help needs. */
const start = () => commonJs({ entryPoints: { start: "dev/cli/start.ts" }, plugins: [builtinsByName] });
const fixtures = () => commonJs({ entryPoints: { fixtures: "dev/fixtures/open.ts" }, plugins: [apartIsElsewhere, withoutUnused] });
/** For who asks by `require`, as jest does. */
const required = () => commonJs({ entryPoints: { index: "dev/index.ts", jest: "dev/fixtures/jest.ts", "node-test": "dev/fixtures/node-test.ts" }, plugins: [stacksAreElsewhere, withoutUnused] });
/** A process of its own that stays: it loads only itself. */
const supervisor = () => commonJs({ entryPoints: { supervisor: "dev/runtimes/process/supervisor/entry.ts" }, plugins: [apartIsElsewhere] });
const apart = () => commonJs({ entryPoints: Object.fromEntries(Object.keys(APART).map((file) => [file, `apart:${file}`])), plugins: [whatIsApart, withoutUnused, withoutFacades] });
const graphThread = () => commonJs({ entryPoints: { "graph-thread": GRAPH_THREAD } });
/** The screen awaits at its top level, which only a module can; a config imports `neotool` as one, and vitest is one. */
const modules = () => esm({ screen: SCREEN, index: "dev/index.ts", vitest: "dev/fixtures/vitest.ts" });

try {
  await Promise.all([program(), quickPrograms(), start(), writeHelpTexts(`${PARTIAL}/help`), supervisor(), fixtures(), required(), apart(), graphThread(), modules(), emitTypes(`${PARTIAL}/types`)]);
  const scripts = ["quick", "complete", "neotool"];
  await realImports(PARTIAL, scripts);
  for (const name of scripts) await $({ stdio: "ignore", nothrow: true, timeout: "60s" })`${process.execPath} scripts/build/compile-ahead.ts ${PARTIAL}/${name}.cjs`;
  await rm("dist", { recursive: true, force: true });
  await rename(PARTIAL, "dist");
} finally {
  await rm(PARTIAL, { recursive: true, force: true });
}
