import { isRecord } from "../../../platform/is-record.ts";
import { wordOf } from "../../../platform/word-of.ts";
import { allowedFields } from "../kustomize/allowed-fields.ts";
import { specOf, type LoadedObject } from "../objects/object.ts";
import type { Path } from "../production.ts";

type Spec = Readonly<Record<string, unknown>>;

/** One place from which an Application takes objects. */
export interface Source {
  readonly at: Path;
  readonly url: string;
  readonly path: string | undefined;
  /** Of a repository of charts. */
  readonly chart: string | undefined;
  readonly revision: string;
  /** By which other sources name its files. */
  readonly ref: string | undefined;
  readonly hasPlugin: boolean;
  /** As fields of a kustomization. */
  readonly fields: Spec;
  readonly helm: Spec;
  readonly directory: Spec;
}

/** An Application of Argo CD's, as far as it decides what it brings. */
export interface Application {
  readonly object: LoadedObject;
  readonly namespace: string;
  readonly sources: readonly Source[];
}

const record = (value: unknown): Spec => (isRecord(value) ? value : {});

/** `name=new/name:tag`, or an image with another tag or digest. */
const imageField = (image: unknown): Spec => {
  const [, before, written = ""] = /^(?:([^=]+)=)?(.*)$/s.exec(String(image)) ?? [];
  const [named = "", digest] = written.split("@");
  const tag = /:([\w][\w.-]*)$/.exec(named)?.[1];
  const name = tag === undefined ? named : named.slice(0, -tag.length - 1);
  return { name: before ?? name, ...(before !== undefined && { newName: name }), ...(tag !== undefined && { newTag: tag }), ...(digest !== undefined && { digest }) };
};

/** What an Application lays over a kustomization: nothing that names a file. */
const fieldsOf = (kustomize: Spec): Spec => {
  const { images, patches, namePrefix, nameSuffix, namespace, commonLabels, commonAnnotations, replicas } = kustomize;
  const fields = {
    namePrefix,
    nameSuffix,
    namespace,
    labels: isRecord(commonLabels) ? [{ pairs: commonLabels, includeSelectors: kustomize.labelWithoutSelector !== true }] : undefined,
    commonAnnotations: isRecord(commonAnnotations) ? commonAnnotations : undefined,
    replicas: Array.isArray(replicas) ? replicas.map((one: unknown) => ({ name: record(one).name, count: Number(record(one).count) })) : undefined,
    images: Array.isArray(images) ? images.map(imageField) : undefined,
  };
  return { ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)), ...allowedFields({ patches }) };
};

const sourceOf = (value: unknown, at: Path): Source => {
  const spec = record(value);
  return {
    at,
    url: wordOf(spec.repoURL) ?? "",
    path: wordOf(spec.path),
    chart: wordOf(spec.chart),
    revision: spec.targetRevision === undefined ? "*" : String(spec.targetRevision),
    ref: wordOf(spec.ref),
    hasPlugin: spec.plugin !== undefined,
    fields: fieldsOf(record(spec.kustomize)),
    helm: record(spec.helm),
    directory: record(spec.directory),
  };
};

export const isApplication = ({ apiVersion, kind }: Pick<LoadedObject, "apiVersion" | "kind">): boolean => kind === "Application" && apiVersion.startsWith("argoproj.io/");

export const readApplication = (object: LoadedObject): Application => {
  const { source, sources, destination } = specOf(object);
  const several = Array.isArray(sources) ? sources.map((one: unknown, index) => sourceOf(one, ["spec", "sources", index])) : [];
  return {
    object,
    namespace: wordOf(record(destination).namespace) ?? "default",
    sources: several.length > 0 ? several : source === undefined ? [] : [sourceOf(source, ["spec", "source"])],
  };
};
