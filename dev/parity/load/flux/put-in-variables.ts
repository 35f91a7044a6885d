import type { LoadContext } from "../context.ts";
import { invalid } from "../invalid.ts";
import type { FindOrigin } from "../kustomize/origin.ts";
import type { Rendering } from "../kustomize/render-folder.ts";
import type { Place } from "../production.ts";
import { idOf } from "./kinds.ts";
import type { FluxKustomization } from "./kustomization.ts";
import { BadSubstitution, substitute } from "./substitute.ts";
import type { Variables } from "./variables.ts";

const DISABLED = /^\s+["']?kustomize\.toolkit\.fluxcd\.io\/substitute["']?: ["']?disabled["']?$/m;
const identityIn = (text: string) => {
  const part = (pattern: RegExp): string | undefined => pattern.exec(text)?.[1]?.replaceAll(/^["']|["']$/g, "");
  return { kind: part(/^kind: (.+)$/m) ?? "", name: part(/^metadata:\n(?: {2}.*\n)*? {2}name: (.+)$/m) ?? "", namespace: part(/^metadata:\n(?: {2}.*\n)*? {2}namespace: (.+)$/m) };
};

const fileOf = (text: string, originOf: FindOrigin): string | undefined => {
  const { path, generatedIn } = originOf(identityIn(text));
  return path ?? generatedIn;
};

/** Where a variable stands: in the file that an object comes from, else in any that was read. */
const placeOfVariable = (name: string, own: string | undefined, { tree, sources }: LoadContext): Place | undefined => {
  const pattern = new RegExp(`\\$\\{#?${name}(?![\\p{L}\\p{Nd}_])`, "u");
  const file = [...(own === undefined ? [] : [own]), ...tree.files].find((path) => sources.has(path) && pattern.test(sources.textOf(path)));
  if (file === undefined) return undefined;
  const whole = sources.textOf(file);
  return { file, line: whole.slice(0, whole.search(pattern)).split("\n").length };
};

/** Puts variables into rendered objects. Those without a value are noted, and empty, as in the cluster. */
export const putInVariables = ({ texts, originOf }: Rendering, kustomization: FluxKustomization, { values, closed }: Variables, context: LoadContext): readonly string[] => {
  // As Flux: without any variable nothing is touched.
  if (Object.keys(values).length === 0 && closed.length === 0) return texts;
  const { object } = kustomization;
  return texts.map((text) => {
    if (!text.includes("$") || DISABLED.test(text)) return text;
    try {
      const done = substitute(text, values);
      for (const name of done.missing) {
        const place = placeOfVariable(name, fileOf(text, originOf), context) ?? object.placeOf(["spec", "postBuild"]);
        context.unknown({
          id: `flux/substitution/${idOf(object)}/${name}`,
          place,
          what: `The value of \${${name}}`,
          why: closed.length > 0 ? `It may come from ${closed.join(", ")}; without, it is empty` : `Kustomization ${idOf(object)} gives it no value, and it has no default: Flux leaves it empty`,
          resolve: `Give it a value in ${object.place.file} (spec.postBuild.substitute), or a default: \${${name}:=value}`,
        });
      }
      return done.text;
    } catch (cause) {
      if (!(cause instanceof BadSubstitution)) throw cause;
      const own = fileOf(text, originOf);
      throw invalid(own === undefined ? object.place : { file: own }, `cannot be substituted by Kustomization ${idOf(object)}: ${cause.message}`, { hint: "Write $${…} for what is no variable of Flux, or turn substitution off for the object by its annotation.", cause });
    }
  });
};
