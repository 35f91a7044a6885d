import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { loadProduction, type LoadRequest, type LoadTools } from "../../dev/parity/load/load-production.ts";
import type { Path, Production, ProductionObject } from "../../dev/parity/load/production.ts";
import { projectRoot } from "./cli.ts";
import { renderingPrograms } from "./rendering-programs.ts";
import { tempDir } from "./temp-dir.ts";

export const treeFolder = (name: string): string => join(projectRoot, "test", "parity", "trees", name);

/** A folder with files, gone at the end of the test. */
export const writeTree = async (files: Readonly<Record<string, string | Buffer>>): Promise<string> => {
  const folder = await tempDir();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const write = async (file: string, content: string | Buffer) => {
    await mkdir(dirname(folder.file(file)), { recursive: true });
    await writeFile(folder.file(file), content);
  };
  await Promise.all(Object.entries(files).map(([file, content]) => write(file, content)));
  return folder.path;
};

/** Loads with the real kubectl and helm; no charts are cached anywhere. */
export const load = async (root: string, request: Omit<LoadRequest, "root"> = {}, tools: Partial<LoadTools> = {}): Promise<Production> => {
  const find = await renderingPrograms();
  return loadProduction({ root, ...request }, { find, cache: join(root, "no-cache"), env: {}, ...tools }, new AbortController().signal);
};

/** An object that has to be there, by `Kind/name`. */
export const objectIn = ({ objects }: Pick<Production, "objects">, id: string): ProductionObject => {
  const found = objects.find(({ kind, name }) => `${kind}/${name}` === id);
  if (!found) throw new Error(`there is no ${id}, but ${objects.map(({ kind, name }) => `${kind}/${name}`).join(", ")}`);
  return found;
};

export const placeText = (object: ProductionObject, path?: Path): string => {
  const { file, line } = path === undefined ? object.place : object.placeOf(path);
  return `${file}:${line}`;
};

export const idsOf = ({ objects }: Pick<Production, "objects">): readonly string[] => objects.map(({ kind, name }) => `${kind}/${name}`).sort();

/** A Deployment of a few lines. */
export const deployment = (name: string, image: string, more = ""): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  selector:
    matchLabels: { app: ${name} }
  template:
    metadata:
      labels: { app: ${name} }
    spec:
      containers:
        - name: ${name}
          image: ${image}
${more}`;
