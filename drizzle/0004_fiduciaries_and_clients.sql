CREATE TYPE "public"."fiduciary_status" AS ENUM('ACTIVE', 'SUSPENDED');--> statement-breakpoint
CREATE TYPE "public"."practitioner_status" AS ENUM('EMPLOYED', 'DISMISSED');--> statement-breakpoint
CREATE TABLE "fiduciary" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"legal_name" text NOT NULL,
	"logo_url" text,
	"contact_email" text NOT NULL,
	"website_url" text,
	"privacy_policy_url" text NOT NULL,
	"grievance_contact" text NOT NULL,
	"withdrawal_policy" text NOT NULL,
	"status" "fiduciary_status" DEFAULT 'ACTIVE' NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"practice_purpose_id" uuid,
	"requests_per_minute" integer DEFAULT 1000 NOT NULL,
	"requests_per_day" integer DEFAULT 100000 NOT NULL,
	"denial_wait_days" integer DEFAULT 0 NOT NULL,
	"record_retention_years" integer DEFAULT 7 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT consent_now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "practitioner" (
	"id" uuid PRIMARY KEY NOT NULL,
	"fiduciary_id" uuid NOT NULL,
	"name" text NOT NULL,
	"specialization" text NOT NULL,
	"status" "practitioner_status" DEFAULT 'EMPLOYED' NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT consent_now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "client" (
	"id" uuid PRIMARY KEY NOT NULL,
	"role" text NOT NULL,
	"fiduciary_id" uuid,
	"name" text NOT NULL,
	"salt" "bytea" NOT NULL,
	"secret_hash" "bytea" NOT NULL,
	"previous_secret_hash" "bytea",
	"previous_secret_until" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "client_acts_for" CHECK (("client"."role" = 'fiduciary') = ("client"."fiduciary_id" is not null)),
	CONSTRAINT "client_previous_secret" CHECK (("client"."previous_secret_hash" is null) = ("client"."previous_secret_until" is null))
);
--> statement-breakpoint
CREATE TABLE "revoked_token" (
	"digest" "bytea" PRIMARY KEY NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "practitioner" ADD CONSTRAINT "practitioner_fiduciary_id_fiduciary_id_fk" FOREIGN KEY ("fiduciary_id") REFERENCES "public"."fiduciary"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "client" ADD CONSTRAINT "client_fiduciary_id_fiduciary_id_fk" FOREIGN KEY ("fiduciary_id") REFERENCES "public"."fiduciary"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "practitioner_of_fiduciary" ON "practitioner" USING btree ("fiduciary_id","id");--> statement-breakpoint
CREATE INDEX "client_fiduciary" ON "client" USING btree ("fiduciary_id");--> statement-breakpoint
CREATE INDEX "revoked_token_expiry" ON "revoked_token" USING btree ("expires_at");