import { ListObjectVersionsCommand, type ListObjectVersionsCommandOutput, type S3Client } from "@aws-sdk/client-s3";
import type { Batches } from "../diff/merge-sorted.ts";

/** All that a bucket has under one key. */
export interface KeyReading {
  readonly key: string;
  /** What a reader gets, in one text; `undefined`: nothing, it was deleted. */
  readonly current: string | undefined;
  /** All versions and marks of deletion, the newest first. */
  readonly versions: readonly string[];
}

interface Line {
  readonly key: string;
  readonly text: string;
  readonly isMark: boolean;
  readonly isLatest: boolean;
}

const linesIn = ({ Versions = [], DeleteMarkers = [] }: ListObjectVersionsCommandOutput): readonly Line[] => [
  ...Versions.map(({ Key = "", VersionId = "", ETag = "", Size = 0, LastModified, IsLatest }) => ({ key: Key, text: `${VersionId} ${ETag} ${Size} ${LastModified?.toISOString() ?? ""}`, isMark: false, isLatest: IsLatest === true })),
  ...DeleteMarkers.map(({ Key = "", VersionId = "", IsLatest }) => ({ key: Key, text: `${VersionId} deleted`, isMark: true, isLatest: IsLatest === true })),
];

const readingOf = (key: string, lines: readonly Line[]): KeyReading => ({
  key,
  current: lines.find(({ isLatest, isMark }) => isLatest && !isMark)?.text,
  versions: lines.map(({ text }) => text).sort(),
});

/** As the store sorts them: by their bytes in UTF-8, which UTF-16 does not follow beyond its first plane. */
export const compareKeys = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));

/** The keys of a bucket in order, a page at a time: a key whose versions go over a page's end comes with the next. */
export async function* keysOf(client: S3Client, bucket: string, signal: AbortSignal): Batches<KeyReading> {
  let rest = new Map<string, Line[]>();
  let next: Pick<ListObjectVersionsCommandOutput, "NextKeyMarker" | "NextVersionIdMarker"> | undefined = {};
  while (next) {
    const page: ListObjectVersionsCommandOutput = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, KeyMarker: next.NextKeyMarker, VersionIdMarker: next.NextVersionIdMarker }), { abortSignal: signal });
    for (const line of linesIn(page)) {
      const lines = rest.get(line.key);
      if (lines) lines.push(line);
      else rest.set(line.key, [line]);
    }
    next = page.IsTruncated === true ? page : undefined;
    const keys = [...rest.keys()].sort(compareKeys);
    const open = next ? keys.pop() : undefined;
    yield keys.map((key) => readingOf(key, rest.get(key) ?? []));
    rest = new Map(open === undefined ? [] : [[open, rest.get(open) ?? []]]);
  }
}
