import type { Translations } from '../purpose/index.ts';
import { sampleIds } from './ids.ts';

interface SamplePurpose {
  id: string;
  fiduciaryId: string;
  title: string;
  description: string;
  dataFields: string[];
  processingActivities: string[];
  retentionDays: number;
  mandatory: boolean;
  translations: Translations;
}

/** Purposes in English, Hindi and Urdu. */
export const samplePurposes: SamplePurpose[] = [
  {
    id: sampleIds.accountOpening,
    fiduciaryId: sampleIds.bank,
    title: 'Account opening',
    description: 'To check who you are and open the account you asked for.',
    dataFields: ['name', 'email', 'phone', 'address'],
    processingActivities: ['verification', 'kyc'],
    retentionDays: 365,
    mandatory: true,
    translations: {
      hi: {
        title: 'खाता खोलना',
        description: 'आपकी पहचान जाँचने और आपका माँगा हुआ खाता खोलने के लिए।',
      },
      ur: {
        title: 'کھاتہ کھولنا',
        description: 'آپ کی شناخت کی جانچ اور آپ کا مطلوبہ کھاتہ کھولنے کے لیے۔',
      },
    },
  },
  {
    id: sampleIds.offers,
    fiduciaryId: sampleIds.bank,
    title: 'Offers by e-mail',
    description: 'To send you offers of loans and cards. You can open the account without it.',
    dataFields: ['name', 'email'],
    processingActivities: ['marketing'],
    retentionDays: 180,
    mandatory: false,
    translations: {
      hi: {
        title: 'ईमेल से प्रस्ताव',
        description: 'आपको ऋण और कार्ड के प्रस्ताव भेजने के लिए। खाता इसके बिना भी खुल सकता है।',
      },
      ur: {
        title: 'ای میل پر پیشکشیں',
        description:
          'آپ کو قرض اور کارڈ کی پیشکشیں بھیجنے کے لیے۔ کھاتہ اس کے بغیر بھی کھل سکتا ہے۔',
      },
    },
  },
  {
    id: sampleIds.treatment,
    fiduciaryId: sampleIds.clinic,
    title: 'Access to your health records',
    description: 'To let the doctor who asks read your health records for your treatment.',
    dataFields: ['diagnoses', 'prescriptions', 'laboratory results'],
    processingActivities: ['reading', 'treatment'],
    retentionDays: 30,
    mandatory: true,
    translations: {
      hi: {
        title: 'आपके स्वास्थ्य अभिलेखों तक पहुँच',
        description: 'ताकि पूछने वाले डॉक्टर आपके इलाज के लिए आपके स्वास्थ्य अभिलेख पढ़ सकें।',
      },
      ur: {
        title: 'آپ کے صحت کے ریکارڈ تک رسائی',
        description: 'تاکہ پوچھنے والے ڈاکٹر آپ کے علاج کے لیے آپ کے صحت کے ریکارڈ پڑھ سکیں۔',
      },
    },
  },
];
