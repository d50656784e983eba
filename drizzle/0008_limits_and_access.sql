CREATE TABLE "access_log" (
	"id" uuid PRIMARY KEY NOT NULL,
	"fiduciary_id" uuid NOT NULL,
	"principal_id" uuid NOT NULL,
	"what" text NOT NULL,
	"reader_type" text NOT NULL,
	"reader_id" text,
	"times" integer NOT NULL,
	"read_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "validation_count" (
	"artifact_id" uuid NOT NULL,
	"day" date NOT NULL,
	"asked" integer NOT NULL,
	"valid" integer NOT NULL,
	CONSTRAINT "validation_count_artifact_id_day_pk" PRIMARY KEY("artifact_id","day")
);
--> statement-breakpoint
CREATE TABLE "live_server" (
	"id" uuid PRIMARY KEY NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "permit_window" (
	"subject" "bytea" NOT NULL,
	"span" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"taken" integer NOT NULL,
	CONSTRAINT "permit_window_subject_span_pk" PRIMARY KEY("subject","span")
);
--> statement-breakpoint
ALTER TABLE "history" DROP CONSTRAINT "history_action";--> statement-breakpoint
ALTER TABLE "principal" ADD COLUMN "erasure_requested_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "access_log_principal" ON "access_log" USING btree ("principal_id","id");--> statement-breakpoint
CREATE INDEX "access_log_fiduciary" ON "access_log" USING btree ("fiduciary_id","id");--> statement-breakpoint
CREATE INDEX "access_log_age" ON "access_log" USING btree ("read_at");--> statement-breakpoint
ALTER TABLE "history" ADD CONSTRAINT "history_action" CHECK ("action" in ('INITIATE', 'GRANT', 'DENY', 'CANCEL', 'EXPIRE', 'WITHDRAW', 'PAUSE', 'RESUME', 'UPDATE', 'RENEW', 'SUPERSEDE', 'INVALIDATE', 'LINK', 'UNLINK', 'SUSPEND', 'REINSTATE', 'EMPLOY', 'DISMISS', 'REVOKE_CLIENT', 'REVOKE_TOKEN', 'REVOKE_LINK', 'SET_LIMITS', 'REQUEST_ERASURE', 'ERASE', 'ROTATE_KEY'));