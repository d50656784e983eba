/** What one operation may ask for, on either transport. */
export const documentLimits = {
  /** Lexical tokens; also keeps the parser's recursion far from the end of the stack. */
  tokens: 2_000,
  /** Levels of nested fields, fragments unfolded. */
  depth: 15,
  /** Fields once all fragments are unfolded. */
  fields: 1_500,
  aliases: 50,
  directives: 30,
  /** Fields that repeat a response name of the same selection set. */
  duplicates: 100,
  /** Errors told about one document. */
  errors: 5,
  /** Points of {@link file://./cost.ts}: about one for each value in the answer. */
  cost: 20_000,
} as const;

/** Bytes of one HTTP body. */
export const bodyLimit = 100 * 1024;

/** Root fields whose operations may be longer than {@link bodyLimit}, when they stand alone. */
export const longerBodies: Readonly<Record<string, number>> = {
  validateConsents: 256 * 1024,
  dataImport: 2.5 * 1024 * 1024,
};

/** What no body may exceed, whatever it asks. */
export const longestBody = Math.max(bodyLimit, ...Object.values(longerBodies));

export interface SocketLimits {
  /** Bytes of one message from a client. */
  messageBytes: number;
  /** Operations open at once. */
  subscriptions: number;
  /** Bytes that may wait for a slow reader before its socket is cut. */
  waitingBytes: number;
  /** How long a client may take to say `connection_init`. */
  initMilliseconds: number;
  /** How often clients are pinged; one that has not answered by the next ping is cut. */
  pingMilliseconds: number;
}

export const socketLimits: SocketLimits = {
  messageBytes: 64 * 1024,
  subscriptions: 50,
  waitingBytes: 1024 * 1024,
  initMilliseconds: 3_000,
  pingMilliseconds: 12_000,
};

/** How long one waits for an answer over HTTP, at most. */
export const answerMilliseconds = 60_000;

/** How long clients of a server that stops may take to leave, or to ask what they began to ask. */
export const leavingMilliseconds = 2_000;
