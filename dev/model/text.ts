/**
 * What a definition can only name, because it is known when an instance is resolved: a secret, the host port that an
 * endpoint got, the address of a service among its neighbours, an identity of the instance.
 */
export type Ref =
  | { readonly ref: "credential"; readonly name: string }
  | { readonly ref: "host-port"; readonly service: string; readonly endpoint: string }
  | { readonly ref: "address-of"; readonly service: string }
  | { readonly ref: "cluster-id" }
  | { readonly ref: "instance-id" };

/** A string with holes. A plain string has none. */
export interface Template {
  readonly parts: readonly (string | Ref)[];
}

/** A piece of text in a definition: inert, comparable, printable before anything is known. */
export type Text = string | Template;

/** @example text`HOST://localhost:${hostPort("kafka", "host")}` */
export const text = (strings: TemplateStringsArray, ...refs: readonly Ref[]): Template => ({
  parts: strings.flatMap((part, index) => {
    const ref = refs[index];
    return [...(part === "" ? [] : [part]), ...(ref === undefined ? [] : [ref])];
  }),
});

/** The secret of this name among the instance's credentials, for example `postgres.superuser`. */
export const credential = (name: string): Ref => ({ ref: "credential", name });

/** The port on 127.0.0.1 where an endpoint of a service is published. */
export const hostPort = (service: string, endpoint: string): Ref => ({ ref: "host-port", service, endpoint });

/**
 * The name by which every other service reaches this one, wherever it runs. For what a service tells of itself: to call a
 * neighbour, its plain name is enough.
 */
export const addressOf = (service: string): Ref => ({ ref: "address-of", service });

/** The instance's Kafka cluster id: 22 characters, base64url of 16 bytes. */
export const clusterId: Ref = { ref: "cluster-id" };

/** The id of the instance, for example `shop-ce30e8`. */
export const instanceId: Ref = { ref: "instance-id" };

/** Joins texts line by line. */
export const lines = (...texts: readonly Text[]): Template => ({
  parts: texts.flatMap((line) => [...(typeof line === "string" ? [line] : line.parts), "\n"]),
});

/** Every reference in a text, for validation. */
export const refsIn = (value: Text): readonly Ref[] =>
  typeof value === "string" ? [] : value.parts.flatMap((part) => (typeof part === "string" ? [] : [part]));

/** Fills the holes. */
export const resolveText = (value: Text, lookup: (ref: Ref) => string): string =>
  typeof value === "string" ? value : value.parts.map((part) => (typeof part === "string" ? part : lookup(part))).join("");
