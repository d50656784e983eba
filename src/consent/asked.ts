import { badInput } from '../errors.ts';
import type { PurposeVersion } from '../purpose/index.ts';
import type { AskedPurpose } from './notice.ts';

/**
 * What a request asks, purpose by purpose: the fields of each version, or those of them that were
 * named.
 *
 * @param versions the versions found for `purposeIds`; one that is missing is unknown, foreign or retired
 * @param fieldOf where the caller named the purpose with that index
 * @throws `BAD_USER_INPUT` for such a purpose, for a field that no purpose uses, and for a purpose
 * that the named fields leave without any
 */
export function askedOf(
  purposeIds: string[],
  versions: PurposeVersion[],
  dataFields: string[] | null,
  fieldOf: (index: number) => string = (index) => `purposeIds.${index}`,
): AskedPurpose[] {
  const byPurpose = new Map(versions.map((version) => [version.purposeId, version]));
  const stray = dataFields?.find((field) => !versions.some((v) => v.dataFields.includes(field)));
  const asked = purposeIds.map((id, index) => {
    const version = byPurpose.get(id);
    if (!version) {
      throw badInput(fieldOf(index), 'This is not a purpose that you can ask for.');
    }
    const named = version.dataFields.filter((field) => dataFields?.includes(field) ?? true);
    if (named.length === 0 && stray === undefined) {
      throw badInput('dataFields', `None of these fields is used for purpose ${id}.`);
    }
    return { version, dataFields: named };
  });
  if (dataFields && stray !== undefined) {
    throw badInput(
      `dataFields.${dataFields.indexOf(stray)}`,
      'No purpose asked for uses this field.',
    );
  }
  return asked;
}
