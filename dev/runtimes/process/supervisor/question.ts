import { request } from "node:http";
import { connect } from "node:net";
import { messageOf } from "../../../errors/message-of.ts";
import type { Question } from "./spec.ts";

const ANSWERS_WITHIN_MS = 2_000;
/** Node's development servers listen on ::1 alone on some machines, and say localhost. */
const HOSTS = ["127.0.0.1", "::1"] as const;

const askTcp = (host: string, port: number): Promise<undefined> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: ANSWERS_WITHIN_MS }, () => {
      socket.destroy();
      resolve(undefined);
    });
    socket.on("timeout", () => socket.destroy(new Error(`no connection at port ${port} within ${ANSWERS_WITHIN_MS / 1000} s`)));
    socket.on("error", reject);
  });

const askHttp = (host: string, { port, path, status }: Extract<Question, { kind: "http" }>): Promise<string | undefined> =>
  new Promise((resolve, reject) => {
    const call = request({ host, port, path, agent: false, timeout: ANSWERS_WITHIN_MS }, (answer) => {
      answer.resume();
      const { statusCode = 0 } = answer;
      resolve(status.includes(statusCode) ? undefined : `GET ${path} answered HTTP ${statusCode}`);
    });
    call.on("timeout", () => call.destroy(new Error(`GET ${path} was not answered within ${ANSWERS_WITHIN_MS / 1000} s`)));
    call.on("error", reject);
    call.end();
  });

/** @returns what is still wrong, in a few words; `undefined`: it serves. */
export const askProgram = async (question: Question): Promise<string | undefined> => {
  let reason = "";
  for (const host of HOSTS) {
    try {
      return question.kind === "http" ? await askHttp(host, question) : await askTcp(host, question.port);
    } catch (error) {
      if (reason === "") reason = messageOf(error);
    }
  }
  return reason;
};
