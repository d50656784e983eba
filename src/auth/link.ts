import { isUuid } from '../database/index.ts';
import { notFound } from '../errors.ts';
import { SignatureInvalid, signJws, type Vault, verifyJws } from '../vault/index.ts';
import { Remembered } from './remembered.ts';

/** What a notice link lets its bearer act on. */
export interface NoticeLink {
  requestId: string;
  /** Of the request's links; revoking them raises the request's own, and older links end. */
  generation: number;
}

const typ = 'notice-link+jwt';
const audience = 'urn:consentgraph:notice';
/** Longer than any record is kept: the request's row says when its link is over. */
const lifeSeconds = 8 * 365 * 24 * 60 * 60;

/**
 * The capability that a notice link carries in its fragment: a JWT (RFC 7519) for one request. The
 * same input gives the same token, as long as the key does not change.
 */
export async function signLink(
  vault: Vault,
  link: NoticeLink & { issuedAt: Date },
): Promise<string> {
  const iat = Math.floor(link.issuedAt.getTime() / 1000);
  const claims = {
    aud: audience,
    sub: link.requestId,
    gen: link.generation,
    iat,
    exp: iat + lifeSeconds,
  };
  const token = await signJws(vault, 'link', claims, { typ });
  goodLinksOf(vault).set(token, claims);
  return token;
}

/**
 * What a `noticeToken` stands for. That the link is still the request's current one, and for this
 * very request, is for the request's row to say.
 *
 * @throws `NOT_FOUND` for anything that is not a link of ours, in the same bytes as for an unknown
 * request, so that a forger learns nothing of which requests there are.
 */
export async function verifyLink(vault: Vault, token: string): Promise<NoticeLink> {
  if (token.length > longestLink) throw notFound();
  const good = goodLinksOf(vault);
  const known = good.get(token);
  const claims = known ?? (await verified(vault, token));
  if (Date.now() >= claims.exp * 1000) throw notFound();
  if (!known) good.set(token, claims);
  return { requestId: claims.sub, generation: claims.gen };
}

async function verified(vault: Vault, token: string): Promise<LinkClaims> {
  const { payload } = await verifyJws(vault, 'link', token, { typ }).catch((error) => {
    throw error instanceof SignatureInvalid ? notFound() : error;
  });
  const { aud, sub, gen, exp } = JSON.parse(payload) as Record<string, unknown>;
  const holds =
    aud === audience &&
    typeof sub === 'string' &&
    isUuid(sub) &&
    Number.isSafeInteger(gen) &&
    typeof exp === 'number';
  if (!holds) throw notFound();
  return { sub, gen: gen as number, exp };
}

interface LinkClaims {
  sub: string;
  gen: number;
  /** Seconds since 1970. */
  exp: number;
}

/**
 * The links that a server made, or found to be good. Whoever follows one shows it with each call, and
 * its signature takes longer to check than a notice takes to read. A signature stays good when its
 * key is retired, and whether a link was revoked is asked of its request each time.
 */
const goodLinks = new WeakMap<Vault, Remembered<string, LinkClaims>>();
const mostGoodLinks = 5_000;

function goodLinksOf(vault: Vault): Remembered<string, LinkClaims> {
  const links = goodLinks.get(vault) ?? new Remembered(mostGoodLinks);
  goodLinks.set(vault, links);
  return links;
}

const longestLink = 1024;
