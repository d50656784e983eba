import { expect, test } from 'vitest';
import { type Notice, renderNotice, renderProblem } from '../../src/web/index.ts';

const hostile = '</script><script>alert(1)</script>';
const notice: Notice = {
  requestId: '019f0000-0000-7000-8000-000000000000',
  hash: 'a'.repeat(64),
  language: 'en',
  isTranslated: true,
  fiduciary: {
    name: hostile,
    legalName: hostile,
    logoUrl: 'javascript:alert(1)',
    contactEmail: 'privacy@bank.example',
    websiteUrl: 'javascript:alert(1)',
    privacyPolicyUrl: 'https://bank.example/privacy',
    grievanceContact: hostile,
  },
  practitioner: null,
  purposes: [],
  retentionPolicy: { withdrawalPolicy: hostile },
  durationDays: 30,
  validUntil: '2026-12-01T12:00:00.000Z',
};
const languages = [['en', 'English']] as const;
const assets = { script: '/pages/a.js', styles: ['/pages/a.css'] };

test('a page runs no script but its own, whatever the words in it are', () => {
  const html = renderNotice({ notice, languages, lapsed: false }, assets);
  const scripts = [...html.matchAll(/<script[^>]*>/g)].map(String);
  expect(scripts).toEqual([
    '<script type="module" src="/pages/a.js">',
    '<script id="page-data" type="application/json">',
  ]);
  expect(html).not.toMatch(/(href|src)="javascript:/);
  const data = /<script id="page-data"[^>]*>(.*?)<\/script>/s.exec(html)?.[1] ?? '';
  expect(JSON.parse(data).props.notice).toEqual(notice);
});

test('a moment is told in UTC, and says so, where the place of the reader is not known', () => {
  const html = renderNotice({ notice, languages, lapsed: false }, assets);
  expect(html).toContain('1 December 2026 at 12:00 pm UTC');
});

test('a notice says where the data would go before anything is agreed to', () => {
  const exchange = {
    exporter: { name: 'Old Clinic' },
    importer: { name: 'New Clinic' },
    dataTypes: ['diagnoses', 'blood group'],
  };
  const html = renderNotice({ notice: { ...notice, exchange }, languages, lapsed: false }, null);
  expect(html).toContain('moved from Old Clinic to New Clinic: diagnoses and blood group.');
});

test('a page can be read before the scripts were ever built', () => {
  const html = renderNotice({ notice, languages, lapsed: true }, null);
  expect(html).not.toContain('type="module"');
  expect(html).toContain('The time to decide is over.');
});

test('what kept a page from being shown is said in the language of the reader', () => {
  expect(renderProblem('unavailable', 'hi', 'id-1', null)).toContain('सेवा उपलब्ध नहीं है');
  expect(renderProblem('tooMany', 'ur', 'id-1', null)).toContain('dir="rtl"');
});
