ALTER TABLE "connector_subject" ALTER COLUMN "reference" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "connector_subject" ALTER COLUMN "reference_index" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "connector_subject" ADD COLUMN "erased_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "exchange" ADD COLUMN "stored_data_types" jsonb;--> statement-breakpoint
CREATE INDEX "transfer_subject" ON "transfer" USING btree ("subject_id");