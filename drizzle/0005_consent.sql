CREATE TYPE "public"."artifact_status" AS ENUM('ACTIVE', 'PAUSED', 'WITHDRAWN', 'EXPIRED', 'SUPERSEDED', 'INVALIDATED');--> statement-breakpoint
CREATE TYPE "public"."assurance" AS ENUM('SIGNED_IN', 'NOTICE_LINK');--> statement-breakpoint
CREATE TYPE "public"."request_status" AS ENUM('INITIATED', 'GRANTED', 'DENIED', 'CANCELLED', 'EXPIRED');--> statement-breakpoint
CREATE TABLE "remembered_call" (
	"call" "bytea" PRIMARY KEY NOT NULL,
	"input" "bytea" NOT NULL,
	"answer" "bytea",
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "consent_artifact_purpose" (
	"artifact_id" uuid NOT NULL,
	"fiduciary_id" uuid NOT NULL,
	"purpose_id" uuid NOT NULL,
	"purpose_version_id" uuid NOT NULL,
	CONSTRAINT "consent_artifact_purpose_artifact_id_purpose_id_pk" PRIMARY KEY("artifact_id","purpose_id")
);
--> statement-breakpoint
CREATE TABLE "consent_artifact" (
	"id" uuid PRIMARY KEY NOT NULL,
	"fiduciary_id" uuid NOT NULL,
	"principal_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"practitioner_id" uuid,
	"status" "artifact_status" NOT NULL,
	"version" integer NOT NULL,
	"language" text NOT NULL,
	"notice_hash" text NOT NULL,
	"assurance" "assurance" NOT NULL,
	"grants" jsonb NOT NULL,
	"hash" text NOT NULL,
	"jws" text NOT NULL,
	"predecessor_id" uuid,
	"successor_id" uuid,
	"granted_at" timestamp (3) with time zone NOT NULL,
	"valid_till" timestamp (3) with time zone NOT NULL,
	"status_changed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "consent_artifact_of_fiduciary" UNIQUE("fiduciary_id","id")
);
--> statement-breakpoint
CREATE TABLE "notice" (
	"hash" text PRIMARY KEY NOT NULL,
	"fiduciary_id" uuid NOT NULL,
	"body" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "consent_request_purpose" (
	"request_id" uuid NOT NULL,
	"fiduciary_id" uuid NOT NULL,
	"purpose_id" uuid NOT NULL,
	"purpose_version_id" uuid NOT NULL,
	"data_fields" text[] NOT NULL,
	"ordinal" integer NOT NULL,
	CONSTRAINT "consent_request_purpose_request_id_purpose_id_pk" PRIMARY KEY("request_id","purpose_id")
);
--> statement-breakpoint
CREATE TABLE "consent_request" (
	"id" uuid PRIMARY KEY NOT NULL,
	"fiduciary_id" uuid NOT NULL,
	"principal_id" uuid NOT NULL,
	"practitioner_id" uuid,
	"status" "request_status" NOT NULL,
	"version" integer NOT NULL,
	"language" text NOT NULL,
	"duration_days" integer NOT NULL,
	"question" "bytea" NOT NULL,
	"link_generation" integer DEFAULT 1 NOT NULL,
	"replaces_artifact_id" uuid,
	"metadata" "bytea",
	"reason" "bytea",
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"decided_at" timestamp (3) with time zone,
	CONSTRAINT "consent_request_of_fiduciary" UNIQUE("fiduciary_id","id")
);
--> statement-breakpoint
CREATE TABLE "account" (
	"id" uuid PRIMARY KEY NOT NULL,
	"identity" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT consent_now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "principal" (
	"id" uuid PRIMARY KEY NOT NULL,
	"fiduciary_id" uuid NOT NULL,
	"data_key_id" uuid NOT NULL,
	"external_user_id" "bytea",
	"external_user_index" "bytea",
	"account_id" uuid,
	"linked_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"erased_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT consent_now() NOT NULL,
	CONSTRAINT "principal_of_fiduciary" UNIQUE("fiduciary_id","id")
);
--> statement-breakpoint
CREATE TABLE "purpose" (
	"id" uuid PRIMARY KEY NOT NULL,
	"fiduciary_id" uuid NOT NULL,
	"current_version" integer NOT NULL,
	"retired_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT consent_now() NOT NULL,
	CONSTRAINT "purpose_of_fiduciary" UNIQUE("fiduciary_id","id")
);
--> statement-breakpoint
CREATE TABLE "purpose_version" (
	"id" uuid PRIMARY KEY NOT NULL,
	"fiduciary_id" uuid NOT NULL,
	"purpose_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"title" text NOT NULL,
	"description" text NOT NULL,
	"legal_basis" text NOT NULL,
	"data_fields" text[] NOT NULL,
	"processing_activities" text[] NOT NULL,
	"retention_days" integer NOT NULL,
	"mandatory" boolean NOT NULL,
	"requires_sign_in" boolean NOT NULL,
	"translations" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT consent_now() NOT NULL,
	CONSTRAINT "purpose_version_of_fiduciary" UNIQUE("fiduciary_id","id")
);
--> statement-breakpoint
DROP INDEX "practitioner_of_fiduciary";--> statement-breakpoint
ALTER TABLE "practitioner" ADD CONSTRAINT "practitioner_of_fiduciary" UNIQUE("fiduciary_id","id");--> statement-breakpoint
ALTER TABLE "consent_artifact_purpose" ADD CONSTRAINT "consent_artifact_purpose_artifact" FOREIGN KEY ("fiduciary_id","artifact_id") REFERENCES "public"."consent_artifact"("fiduciary_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consent_artifact_purpose" ADD CONSTRAINT "consent_artifact_purpose_version" FOREIGN KEY ("fiduciary_id","purpose_version_id") REFERENCES "public"."purpose_version"("fiduciary_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consent_artifact" ADD CONSTRAINT "consent_artifact_notice_hash_notice_hash_fk" FOREIGN KEY ("notice_hash") REFERENCES "public"."notice"("hash") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consent_artifact" ADD CONSTRAINT "consent_artifact_request" FOREIGN KEY ("fiduciary_id","request_id") REFERENCES "public"."consent_request"("fiduciary_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consent_artifact" ADD CONSTRAINT "consent_artifact_principal" FOREIGN KEY ("fiduciary_id","principal_id") REFERENCES "public"."principal"("fiduciary_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consent_artifact" ADD CONSTRAINT "consent_artifact_predecessor" FOREIGN KEY ("fiduciary_id","predecessor_id") REFERENCES "public"."consent_artifact"("fiduciary_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consent_artifact" ADD CONSTRAINT "consent_artifact_successor" FOREIGN KEY ("fiduciary_id","successor_id") REFERENCES "public"."consent_artifact"("fiduciary_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consent_request_purpose" ADD CONSTRAINT "consent_request_purpose_request" FOREIGN KEY ("fiduciary_id","request_id") REFERENCES "public"."consent_request"("fiduciary_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consent_request_purpose" ADD CONSTRAINT "consent_request_purpose_version" FOREIGN KEY ("fiduciary_id","purpose_version_id") REFERENCES "public"."purpose_version"("fiduciary_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consent_request" ADD CONSTRAINT "consent_request_fiduciary_id_fiduciary_id_fk" FOREIGN KEY ("fiduciary_id") REFERENCES "public"."fiduciary"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consent_request" ADD CONSTRAINT "consent_request_principal" FOREIGN KEY ("fiduciary_id","principal_id") REFERENCES "public"."principal"("fiduciary_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consent_request" ADD CONSTRAINT "consent_request_practitioner" FOREIGN KEY ("fiduciary_id","practitioner_id") REFERENCES "public"."practitioner"("fiduciary_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "principal" ADD CONSTRAINT "principal_fiduciary_id_fiduciary_id_fk" FOREIGN KEY ("fiduciary_id") REFERENCES "public"."fiduciary"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "principal" ADD CONSTRAINT "principal_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "purpose" ADD CONSTRAINT "purpose_fiduciary_id_fiduciary_id_fk" FOREIGN KEY ("fiduciary_id") REFERENCES "public"."fiduciary"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "purpose_version" ADD CONSTRAINT "purpose_version_purpose" FOREIGN KEY ("fiduciary_id","purpose_id") REFERENCES "public"."purpose"("fiduciary_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "remembered_call_age" ON "remembered_call" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "consent_artifact_purpose_by_purpose" ON "consent_artifact_purpose" USING btree ("purpose_id","artifact_id");--> statement-breakpoint
CREATE INDEX "consent_artifact_by_fiduciary" ON "consent_artifact" USING btree ("fiduciary_id","granted_at","id");--> statement-breakpoint
CREATE INDEX "consent_artifact_by_end" ON "consent_artifact" USING btree ("fiduciary_id","valid_till","id");--> statement-breakpoint
CREATE INDEX "consent_artifact_by_principal" ON "consent_artifact" USING btree ("principal_id","granted_at","id");--> statement-breakpoint
CREATE INDEX "consent_artifact_by_practitioner" ON "consent_artifact" USING btree ("practitioner_id","granted_at","id");--> statement-breakpoint
CREATE INDEX "consent_artifact_by_request" ON "consent_artifact" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "consent_artifact_due" ON "consent_artifact" USING btree ("valid_till") WHERE status in ('ACTIVE', 'PAUSED');--> statement-breakpoint
CREATE INDEX "consent_request_by_fiduciary" ON "consent_request" USING btree ("fiduciary_id","created_at","id");--> statement-breakpoint
CREATE INDEX "consent_request_by_principal" ON "consent_request" USING btree ("principal_id","created_at","id");--> statement-breakpoint
CREATE INDEX "consent_request_by_practitioner" ON "consent_request" USING btree ("practitioner_id","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "consent_request_open_question" ON "consent_request" USING btree ("principal_id","question") WHERE status = 'INITIATED';--> statement-breakpoint
CREATE INDEX "consent_request_due" ON "consent_request" USING btree ("expires_at") WHERE status = 'INITIATED';--> statement-breakpoint
CREATE UNIQUE INDEX "account_identity" ON "account" USING btree ("identity");--> statement-breakpoint
CREATE UNIQUE INDEX "principal_external_user" ON "principal" USING btree ("fiduciary_id","external_user_index");--> statement-breakpoint
CREATE INDEX "principal_account" ON "principal" USING btree ("account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "purpose_version_number" ON "purpose_version" USING btree ("purpose_id","number");
