export interface SqlStatement {
  readonly kind: "statement";
  readonly text: string;
  /** Of its first word, from 1. */
  readonly line: number;
}

/** A part of a SQL script, with the line that it begins in. The rows of a `COPY … FROM STDIN` follow its statement, in pieces of whole lines, up to `rows-end`. */
export type SqlPiece =
  | SqlStatement
  | { readonly kind: "copy" | "rows"; readonly text: string; readonly line: number }
  | { readonly kind: "rows-end"; readonly line: number }
  /** What no script of ours may hold; the last piece. */
  | { readonly kind: "problem"; readonly text: string; readonly line: number };

export interface SqlSplitter {
  push(chunk: string): readonly SqlPiece[];
  end(): readonly SqlPiece[];
}

/** Longer ones are no statements but a quote that was never closed. */
const LONGEST_STATEMENT = 64 * 1024 * 1024;
/** So much of the script must be known to tell a token from another: a dollar quote's tag has at most 63 characters. */
const LOOK_AHEAD = 80;

/** In the order in which psql tries: a quote that knows escapes, the others, a dollar quote, comments, marks, words. */
const TOKEN = /[Ee]'|'|"|\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$|--|\/\*|[;()\\]|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|\d[\w.]*|\S/g;
const WORD = /^[A-Za-z_]/;
const COMMENT_PART = /\*\/|\/\*/g;
const COPY_FROM_STDIN = /^copy\s[\s\S]*\sfrom\s+stdin\b/i;
/** pg_dump writes these around a dump, for psql alone. */
const RESTRICT = /^\\(un)?restrict\b/;
const TRANSACTION = /^(begin|commit|end|abort|start\s+transaction|prepare\s+transaction|rollback(?!\s+(work\s+|transaction\s+)?to\b))\b/i;
const QUOTE_PART = { string: /'/g, "escape-string": /\\|'/g, identifier: /"/g } as const;

type Inside =
  | { readonly kind: keyof typeof QUOTE_PART | "line-comment" | "rest-of-copy-line" | "rows" }
  | { readonly kind: "dollar"; readonly tag: string }
  | { readonly kind: "comment"; readonly depth: number };

const OPENS: Readonly<Record<string, Inside>> = {
  "'": { kind: "string" },
  '"': { kind: "identifier" },
  "e'": { kind: "escape-string" },
  "E'": { kind: "escape-string" },
  "--": { kind: "line-comment" },
  "/*": { kind: "comment", depth: 1 },
};

const linesIn = (text: string): number => {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
};

const find = (pattern: RegExp, text: string, from: number): RegExpExecArray | null => {
  pattern.lastIndex = from;
  return pattern.exec(text);
};

/** psql's rule for the body of a SQL function (`BEGIN ATOMIC … END`): semicolons in it end nothing. */
const bodyDepth = () => {
  const words: string[] = [];
  let depth = 0;
  return {
    word: (text: string) => {
      const word = text.toLowerCase();
      if (words.length < 4) words.push(word);
      const made = words[1] === "or" && words[2] === "replace" ? words[3] : words[1];
      if (words[0] !== "create" || (made !== "function" && made !== "procedure")) return;
      if (word === "begin" || (word === "case" && depth > 0)) depth += 1;
      else if (word === "end" && depth > 0) depth -= 1;
    },
    isInside: () => depth > 0,
  };
};

/**
 * Cuts a SQL script into statements while it comes, as psql's lexer does (quotes, dollar quotes, nested comments, bodies
 * of SQL functions, rows of a COPY). Only the statement that is being read is held. ADR 18 says why this is ours.
 */
export const createSqlSplitter = (): SqlSplitter => {
  let buffer = "";
  /** How far it is read, and from where it is not yet given out. */
  let [at, from, line] = [0, 0, 1];
  let inside: Inside | undefined;
  /** Of the statement that is being read, but for what is still in the buffer; its line is 0 until its first word. */
  let [parts, held, startLine, parens, body]: [string[], number, number, number, ReturnType<typeof bodyDepth>] = [[], 0, 0, 0, bodyDepth()];
  let pieces: SqlPiece[] = [];
  let isBroken = false;

  /** Gives out what was read: to the statement, or to nobody. */
  const settle = (): string => {
    const text = buffer.slice(from, at);
    from = at;
    line += linesIn(text);
    if (startLine === 0) return text;
    parts.push(text);
    held += text.length;
    return text;
  };
  const problem = (text: string, where = line + linesIn(buffer.slice(from, at))) => {
    if (!isBroken) pieces.push({ kind: "problem", text, line: where });
    isBroken = true;
  };
  const endStatement = () => {
    settle();
    const text = parts.join("").trimEnd();
    const first = startLine;
    [parts, held, startLine, parens, body] = [[], 0, 0, 0, bodyDepth()];
    if (TRANSACTION.test(text)) return problem("a file is one transaction already, which only the tool begins and ends", first);
    const kind = COPY_FROM_STDIN.test(text) ? "copy" : "statement";
    pieces.push({ kind, text, line: first });
    if (kind === "copy") inside = { kind: "rest-of-copy-line" };
  };

  /** Each of these reads on, and says whether it could without knowing more of the script. */
  const readOutside = (limit: number): boolean => {
    const [token = ""] = find(TOKEN, buffer, at) ?? [];
    at = token === "" ? buffer.length : TOKEN.lastIndex - token.length;
    if (token === "" || at >= limit) return false;
    const opened = OPENS[token] ?? (token.length > 1 && token.startsWith("$") ? ({ kind: "dollar", tag: token } as const) : undefined);
    const isComment = opened?.kind === "line-comment" || opened?.kind === "comment";
    if (token === "\\") {
      if (startLine > 0 || !RESTRICT.test(buffer.slice(at, at + LOOK_AHEAD))) problem("psql's own commands, which begin with a backslash, are no SQL");
      inside = { kind: "line-comment" };
    } else if (!isComment && startLine === 0 && token !== ";") {
      settle();
      startLine = line;
    }
    at += token.length;
    if (opened) inside = opened;
    else if (token === "(") parens += 1;
    else if (token === ")") parens = Math.max(0, parens - 1);
    else if (token === ";" && startLine > 0 && parens === 0 && !body.isInside()) endStatement();
    else if (parens === 0 && WORD.test(token)) body.word(token);
    return true;
  };
  const leave = (position: number): true => {
    at = position;
    inside = undefined;
    return true;
  };
  /** Everything that is known belongs to it, but for `kept` characters, in which its end may begin. */
  const wait = (isFinal: boolean, kept = 0): false => {
    at = isFinal ? buffer.length : Math.max(at, buffer.length - kept);
    return false;
  };
  const readRows = (isFinal: boolean): boolean => {
    let end = buffer.indexOf("\\.", at);
    while (end >= 0 && !(end === at || buffer[end - 1] === "\n")) end = buffer.indexOf("\\.", end + 1);
    const isEnd = end >= 0 && (isFinal || buffer.indexOf("\n", end) >= 0) && /^\\\.\r?(\n|$)/.test(buffer.slice(end, end + 4));
    const until = end >= 0 && !isEnd && buffer.indexOf("\n", end) >= 0 ? buffer.indexOf("\n", end) + 1 : end >= 0 ? end : isFinal ? buffer.length : buffer.lastIndexOf("\n") + 1;
    const first = line;
    const isMore = until > at;
    if (isMore) {
      at = until;
      pieces.push({ kind: "rows", text: settle(), line: first });
    }
    if (!isEnd && !(isFinal && at === buffer.length)) return isMore;
    pieces.push({ kind: "rows-end", line });
    inside = { kind: "line-comment" }; // what stands behind the end of the rows
    return true;
  };
  const readInside = (now: Inside, isFinal: boolean): boolean => {
    switch (now.kind) {
      case "rows":
        return readRows(isFinal);
      case "line-comment":
      case "rest-of-copy-line": {
        const end = buffer.indexOf("\n", at);
        if (end < 0) return wait(isFinal);
        at = end + 1;
        inside = now.kind === "line-comment" ? undefined : { kind: "rows" };
        if (inside) settle();
        return true;
      }
      case "dollar": {
        const end = buffer.indexOf(now.tag, at);
        return end < 0 ? wait(isFinal, now.tag.length - 1) : leave(end + now.tag.length);
      }
      case "comment": {
        const part = find(COMMENT_PART, buffer, at);
        if (!part) return wait(isFinal, 1);
        at = part.index + 2;
        const depth = now.depth + (part[0] === "/*" ? 1 : -1);
        inside = depth === 0 ? undefined : { kind: "comment", depth };
        return true;
      }
      default: {
        const part = find(QUOTE_PART[now.kind], buffer, at);
        if (!part) return wait(isFinal);
        const next = buffer[part.index + 1];
        if (now.kind !== "escape-string") return leave(part.index + 1); // a doubled quote opens it again
        if (next === undefined && !isFinal) return (at = part.index), false;
        if (part[0] === "'" && next !== "'") return leave(part.index + 1);
        at = part.index + 2;
        return true;
      }
    }
  };
  const read = (isFinal: boolean): readonly SqlPiece[] => {
    const limit = isFinal ? buffer.length : buffer.length - LOOK_AHEAD;
    while (!isBroken && at < limit && (inside ? readInside(inside, isFinal) : readOutside(limit)));
    at = Math.min(at, buffer.length);
    if (inside?.kind !== "rows") settle();
    if (held > LONGEST_STATEMENT) problem("the statement that begins here does not end within 64 MiB: is a quote open?", startLine);
    if (isFinal && startLine > 0 && !isBroken) endStatement();
    buffer = buffer.slice(from);
    [at, from] = [at - from, 0];
    const given = pieces;
    pieces = [];
    return given;
  };
  return { push: (chunk) => ((buffer += chunk), read(false)), end: () => read(true) };
};
