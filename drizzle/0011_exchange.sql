CREATE TYPE "public"."transfer_state" AS ENUM('ISSUED', 'REDEEMED', 'SENT', 'ACKED', 'DATA_REQUESTED', 'STORED', 'FAILED');--> statement-breakpoint
CREATE TYPE "public"."exchange_state" AS ENUM('CREATED', 'EXPORT_SENT', 'TOKEN_ATTACHED', 'IMPORT_SENT', 'RELEASED', 'COMPLETED', 'UNCONFIRMED', 'FAILED', 'EXPIRED', 'ABORTED');--> statement-breakpoint
CREATE TABLE "imported_record" (
	"exchange_id" uuid NOT NULL,
	"data_type" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"data" "bytea" NOT NULL,
	"stored_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "imported_record_exchange_id_data_type_pk" PRIMARY KEY("exchange_id","data_type")
);
--> statement-breakpoint
CREATE TABLE "source_record" (
	"subject_id" uuid NOT NULL,
	"data_type" text NOT NULL,
	"data" "bytea" NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "source_record_subject_id_data_type_pk" PRIMARY KEY("subject_id","data_type")
);
--> statement-breakpoint
CREATE TABLE "connector_subject" (
	"id" uuid PRIMARY KEY NOT NULL,
	"data_key_id" uuid NOT NULL,
	"reference" "bytea" NOT NULL,
	"reference_index" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "transfer" (
	"exchange_id" uuid PRIMARY KEY NOT NULL,
	"side" text NOT NULL,
	"state" "transfer_state" NOT NULL,
	"version" integer NOT NULL,
	"subject_id" uuid NOT NULL,
	"consent_id" uuid NOT NULL,
	"peer_id" text NOT NULL,
	"purposes" jsonb NOT NULL,
	"data_types" jsonb NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"deadline" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"token_hash" "bytea",
	"signed_consent" text,
	"data" "bytea",
	"release_expires_at" timestamp (3) with time zone,
	"digest" text,
	"failure_code" text
);
--> statement-breakpoint
CREATE TABLE "exchange_step" (
	"exchange_id" uuid NOT NULL,
	"sequence" integer NOT NULL,
	"state" "exchange_state" NOT NULL,
	"code" text,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "exchange_step_exchange_id_sequence_pk" PRIMARY KEY("exchange_id","sequence")
);
--> statement-breakpoint
CREATE TABLE "exchange" (
	"id" uuid PRIMARY KEY NOT NULL,
	"consent_id" uuid NOT NULL,
	"fiduciary_id" uuid NOT NULL,
	"principal_id" uuid NOT NULL,
	"exporter_id" uuid NOT NULL,
	"importer_id" uuid NOT NULL,
	"exporter_principal_id" uuid NOT NULL,
	"importer_principal_id" uuid NOT NULL,
	"purpose_version_ids" jsonb NOT NULL,
	"data_types" jsonb NOT NULL,
	"state" "exchange_state" NOT NULL,
	"version" integer NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"deadline" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"token_hash" "bytea",
	"token_expires_at" timestamp (3) with time zone,
	"release_id" uuid,
	"digest" text,
	"failure_code" text
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"issuer" text NOT NULL,
	"jti" text NOT NULL,
	"hash" "bytea" NOT NULL,
	"typ" text NOT NULL,
	"exchange_id" text NOT NULL,
	"matter" "bytea",
	"data_key_id" uuid,
	"answer" "bytea" NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "inbox_issuer_jti_pk" PRIMARY KEY("issuer","jti")
);
--> statement-breakpoint
CREATE TABLE "party_key_state" (
	"party_id" text NOT NULL,
	"seq" integer NOT NULL,
	"statement" text NOT NULL,
	"signing_kid" text NOT NULL,
	"encryption_kid" text NOT NULL,
	"private_keys" "bytea",
	"pinned_at" timestamp (3) with time zone NOT NULL,
	"superseded_at" timestamp (3) with time zone,
	CONSTRAINT "party_key_state_party_id_seq_pk" PRIMARY KEY("party_id","seq")
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" uuid PRIMARY KEY NOT NULL,
	"typ" text NOT NULL,
	"exchange_id" text NOT NULL,
	"recipient" text NOT NULL,
	"data_key_id" uuid,
	"claims" "bytea" NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"deadline" timestamp (3) with time zone NOT NULL,
	"jti" text,
	"message" text,
	"expires_at" timestamp (3) with time zone,
	"last_code" text
);
--> statement-breakpoint
CREATE TABLE "party" (
	"id" text PRIMARY KEY NOT NULL,
	"standing" text NOT NULL,
	"endpoint" text NOT NULL,
	"pinned_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "participant" (
	"id" uuid PRIMARY KEY NOT NULL,
	"fiduciary_id" uuid NOT NULL,
	"endpoint" text NOT NULL,
	"status" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"challenge" "bytea",
	"invited_at" timestamp (3) with time zone NOT NULL,
	"joined_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "history" DROP CONSTRAINT "history_action";--> statement-breakpoint
ALTER TABLE "consent_artifact" ADD COLUMN "exchange" jsonb;--> statement-breakpoint
ALTER TABLE "consent_request" ADD COLUMN "exchange" jsonb;--> statement-breakpoint
ALTER TABLE "imported_record" ADD CONSTRAINT "imported_record_exchange_id_transfer_exchange_id_fk" FOREIGN KEY ("exchange_id") REFERENCES "public"."transfer"("exchange_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imported_record" ADD CONSTRAINT "imported_record_subject_id_connector_subject_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."connector_subject"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "source_record" ADD CONSTRAINT "source_record_subject_id_connector_subject_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."connector_subject"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfer" ADD CONSTRAINT "transfer_subject_id_connector_subject_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."connector_subject"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfer" ADD CONSTRAINT "transfer_peer_id_party_id_fk" FOREIGN KEY ("peer_id") REFERENCES "public"."party"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exchange_step" ADD CONSTRAINT "exchange_step_exchange_id_exchange_id_fk" FOREIGN KEY ("exchange_id") REFERENCES "public"."exchange"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exchange" ADD CONSTRAINT "exchange_exporter_id_participant_id_fk" FOREIGN KEY ("exporter_id") REFERENCES "public"."participant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exchange" ADD CONSTRAINT "exchange_importer_id_participant_id_fk" FOREIGN KEY ("importer_id") REFERENCES "public"."participant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exchange" ADD CONSTRAINT "exchange_exporter_principal_id_principal_id_fk" FOREIGN KEY ("exporter_principal_id") REFERENCES "public"."principal"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exchange" ADD CONSTRAINT "exchange_importer_principal_id_principal_id_fk" FOREIGN KEY ("importer_principal_id") REFERENCES "public"."principal"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exchange" ADD CONSTRAINT "exchange_consent" FOREIGN KEY ("fiduciary_id","consent_id") REFERENCES "public"."consent_artifact"("fiduciary_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "party_key_state" ADD CONSTRAINT "party_key_state_party_id_party_id_fk" FOREIGN KEY ("party_id") REFERENCES "public"."party"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_recipient_party_id_fk" FOREIGN KEY ("recipient") REFERENCES "public"."party"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "participant" ADD CONSTRAINT "participant_fiduciary_id_fiduciary_id_fk" FOREIGN KEY ("fiduciary_id") REFERENCES "public"."fiduciary"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "imported_record_subject" ON "imported_record" USING btree ("subject_id");--> statement-breakpoint
CREATE UNIQUE INDEX "connector_subject_reference" ON "connector_subject" USING btree ("reference_index");--> statement-breakpoint
CREATE INDEX "transfer_due" ON "transfer" USING btree ("deadline");--> statement-breakpoint
CREATE INDEX "transfer_age" ON "transfer" USING btree ("started_at");--> statement-breakpoint
CREATE UNIQUE INDEX "exchange_under_way" ON "exchange" USING btree ("consent_id") WHERE state in ('CREATED', 'EXPORT_SENT', 'TOKEN_ATTACHED', 'IMPORT_SENT', 'RELEASED');--> statement-breakpoint
CREATE INDEX "exchange_by_consent" ON "exchange" USING btree ("consent_id","id");--> statement-breakpoint
CREATE INDEX "exchange_by_principal" ON "exchange" USING btree ("principal_id","id");--> statement-breakpoint
CREATE INDEX "exchange_due" ON "exchange" USING btree ("deadline") WHERE state in ('CREATED', 'EXPORT_SENT', 'TOKEN_ATTACHED', 'IMPORT_SENT', 'RELEASED');--> statement-breakpoint
CREATE INDEX "inbox_matter" ON "inbox" USING btree ("exchange_id","typ","issuer");--> statement-breakpoint
CREATE INDEX "inbox_age" ON "inbox" USING btree ("received_at");--> statement-breakpoint
CREATE UNIQUE INDEX "party_key_state_encryption" ON "party_key_state" USING btree ("encryption_kid");--> statement-breakpoint
CREATE INDEX "outbox_due" ON "outbox" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "outbox_exchange" ON "outbox" USING btree ("exchange_id");--> statement-breakpoint
CREATE UNIQUE INDEX "participant_of_fiduciary" ON "participant" USING btree ("fiduciary_id");--> statement-breakpoint
ALTER TABLE "history" ADD CONSTRAINT "history_action" CHECK ("action" in ('INITIATE', 'GRANT', 'DENY', 'CANCEL', 'EXPIRE', 'WITHDRAW', 'PAUSE', 'RESUME', 'UPDATE', 'RENEW', 'SUPERSEDE', 'INVALIDATE', 'LINK', 'UNLINK', 'SUSPEND', 'REINSTATE', 'EMPLOY', 'DISMISS', 'REVOKE_CLIENT', 'REVOKE_TOKEN', 'REVOKE_LINK', 'SET_LIMITS', 'REQUEST_ERASURE', 'ERASE', 'ROTATE_KEY', 'INVITE_PARTICIPANT', 'JOIN_PARTICIPANT', 'SUSPEND_PARTICIPANT', 'REINSTATE_PARTICIPANT', 'EXCHANGE'));