import { readFileSync } from "node:fs";
import { createRequire, enableCompileCache } from "node:module";
import { dirname } from "node:path";
import { Script } from "node:vm";

/** Where the build keeps what a program was compiled to. Another V8 would refuse it, after it had read the whole program. */
export const compiledFile = (program: string): string => program.replace(/\.cjs$/, `.${process.arch}-${process.versions.v8}.compiled`);

/** As Node wraps what is asked for by `require`. */
const PARAMETERS = "exports, require, module, __filename, __dirname";

/**
 * A program of the build as one script.
 *
 * @param compiled What it was compiled to by the same V8; one with other flags refuses it, which is no error.
 */
export const scriptOf = (program: string, compiled?: Buffer): Script =>
  new Script(`(function (${PARAMETERS}) {${readFileSync(program, "latin1")}\n})`, {
    filename: program,
    ...(compiled && { cachedData: compiled }),
  });

/** Runs it as a module of its own. */
export const runScript = (script: Script, program: string): void => {
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(program), module, program, dirname(program));
};

const readCompiled = (program: string): Buffer | undefined => {
  try {
    return readFileSync(compiledFile(program));
  } catch {
    return undefined; // not every program has one
  }
};

/**
 * Loads a program of the build. Node's own cache keeps only how a file is laid out, and each function is compiled again when it is
 * first called; what the build keeps has the functions too that were called there.
 */
export const loadProgram = (program: string): void => {
  enableCompileCache(); // for what is loaded from here on
  const require = createRequire(program);
  const compiled = readCompiled(program);
  if (compiled === undefined) return void require(program);
  const script = scriptOf(program, compiled);
  if (script.cachedDataRejected === true) require(program);
  else runScript(script, program);
};
