CREATE SEQUENCE "public"."history_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
CREATE TABLE "entry_disclosure" (
	"entry_id" uuid PRIMARY KEY NOT NULL,
	"principal_id" uuid NOT NULL,
	"data_key_id" uuid NOT NULL,
	"sealed" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "history" (
	"id" uuid PRIMARY KEY NOT NULL,
	"seq" bigint DEFAULT 0 NOT NULL,
	"action" text NOT NULL,
	"fiduciary_id" uuid,
	"principal_id" uuid,
	"practitioner_id" uuid,
	"request_id" uuid,
	"artifact_id" uuid,
	"sequence" integer NOT NULL,
	"previous_status" text,
	"new_status" text,
	"performed_by_type" text NOT NULL,
	"performed_by" text,
	"performed_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"facts" jsonb NOT NULL,
	"commitments" jsonb NOT NULL,
	"leaf" "bytea" NOT NULL,
	CONSTRAINT "history_action" CHECK ("history"."action" in ('INITIATE', 'GRANT', 'DENY', 'CANCEL', 'EXPIRE', 'WITHDRAW', 'PAUSE', 'RESUME', 'UPDATE', 'RENEW', 'SUPERSEDE', 'INVALIDATE', 'LINK', 'UNLINK', 'SUSPEND', 'REINSTATE', 'EMPLOY', 'DISMISS', 'REVOKE_CLIENT', 'REVOKE_TOKEN', 'REVOKE_LINK', 'ERASE', 'ROTATE_KEY')),
	CONSTRAINT "history_performer" CHECK ("history"."performed_by_type" in ('PRINCIPAL', 'NOTICE_LINK', 'PRACTITIONER', 'FIDUCIARY', 'OPERATOR', 'SYSTEM')),
	CONSTRAINT "history_sequence" CHECK ("history"."sequence" > 0),
	CONSTRAINT "history_leaf" CHECK (octet_length("history"."leaf") = 32)
);
--> statement-breakpoint
CREATE TABLE "log_state" (
	"position" bigint PRIMARY KEY NOT NULL,
	"high" bigint NOT NULL,
	"gaps" bigint[] NOT NULL,
	"gap_marks" bigint[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "log" (
	"position" bigint PRIMARY KEY NOT NULL,
	"history_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"leaf" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE INDEX "entry_disclosure_principal" ON "entry_disclosure" USING btree ("principal_id");--> statement-breakpoint
CREATE INDEX "history_in_order" ON "history" USING btree ("seq");--> statement-breakpoint
CREATE INDEX "history_artifact" ON "history" USING btree ("artifact_id","seq");--> statement-breakpoint
CREATE INDEX "history_request" ON "history" USING btree ("request_id","seq");--> statement-breakpoint
CREATE INDEX "history_principal" ON "history" USING btree ("principal_id","seq");--> statement-breakpoint
CREATE UNIQUE INDEX "log_entry" ON "log" USING btree ("history_id");