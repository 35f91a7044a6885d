import { posix } from "node:path";
import { matchesPattern } from "../../pattern.ts";
import type { LoadContext } from "../context.ts";
import { readPlain } from "../entry/plain.ts";
import { inNamespace } from "../helm/render-chart.ts";
import { renderFolder } from "../kustomize/render-folder.ts";
import { objectsFromKustomize } from "../objects/from-rendered.ts";
import { asLayer, type LoadedObject } from "../objects/object.ts";
import { isBelow, isYaml } from "../tree/names.ts";
import type { Application, Source } from "./application.ts";

const via = ({ object }: Application): readonly string[] => [...object.via, `Application ${object.namespace ?? "default"}/${object.name}`];

/** Argo CD gives its namespace to what has none. */
const placed = (object: LoadedObject, namespace: string, through: readonly string[]): LoadedObject => {
  const value = inNamespace(object.value, namespace);
  return { ...object, via: through, value, namespace: value === object.value ? object.namespace : namespace };
};

export const kustomized = async (application: Application, { fields, at }: Source, folder: string, context: LoadContext): Promise<readonly LoadedObject[]> => {
  const { object, namespace } = application;
  const { texts, originOf } = await renderFolder({ folder, fields, place: object.placeOf([...at, "path"]), shown: `Application ${object.name}` }, context);
  const found = objectsFromKustomize({ texts, originOf, via: [], outer: [{ layer: asLayer(object), at: [...at, "kustomize"], folder }], fallback: { place: object.place, candidates: () => [] }, sources: context.sources });
  return found.map((one) => placed(one, namespace, via(application)));
};

/** `{a,b}` is one or the other. */
const alternatives = (pattern: string): readonly string[] => {
  const [, inner] = /^\{(.*)\}$/.exec(pattern) ?? [];
  return inner === undefined ? [pattern] : inner.split(",").map((one) => one.trim());
};

const isMeant = (file: string, { include, exclude }: Readonly<Record<string, unknown>>): boolean => {
  const matches = (pattern: unknown): boolean => typeof pattern === "string" && pattern !== "" && alternatives(pattern).some((one) => matchesPattern(one, file));
  return (include === undefined || include === "" || matches(include)) && !matches(exclude);
};

/** The files of a folder of manifests; those below it only where that is said. */
export const filesOf = ({ directory }: Source, folder: string, { tree }: LoadContext): readonly string[] =>
  tree.files.filter((file) => isYaml(file) && isBelow(file, folder) && (directory.recurse === true || posix.dirname(file) === folder) && isMeant(posix.relative(folder, file), directory));

export const plain = async (application: Application, files: readonly string[], context: LoadContext): Promise<readonly LoadedObject[]> => {
  const found = (await Promise.all(files.map((file) => readPlain(file, context)))).flat();
  return found.map((one) => placed(one, application.namespace, via(application)));
};
