CREATE TYPE "public"."webhook_attempt_outcome" AS ENUM('DELIVERED', 'REFUSED', 'TIMED_OUT', 'CONNECTION_FAILED', 'ADDRESS_REFUSED');--> statement-breakpoint
CREATE TYPE "public"."webhook_delivery_status" AS ENUM('PENDING', 'DELIVERED', 'DEAD', 'ERASED');--> statement-breakpoint
CREATE TYPE "public"."webhook_endpoint_status" AS ENUM('ENABLED', 'DISABLED');--> statement-breakpoint
CREATE TABLE "webhook_attempt" (
	"delivery_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"outcome" "webhook_attempt_outcome" NOT NULL,
	"code" integer,
	"problem" text,
	"duration_ms" integer NOT NULL,
	"answer" "bytea",
	"started_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "webhook_attempt_number" UNIQUE("delivery_id","number")
);
--> statement-breakpoint
CREATE TABLE "webhook_delivery" (
	"id" uuid PRIMARY KEY NOT NULL,
	"endpoint_id" uuid NOT NULL,
	"event_id" uuid NOT NULL,
	"event" text NOT NULL,
	"status" "webhook_delivery_status" DEFAULT 'PENDING' NOT NULL,
	"body" "bytea" NOT NULL,
	"data_key_id" uuid,
	"answered" integer DEFAULT 0 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT consent_now() NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "webhook_delivery_event" UNIQUE("endpoint_id","event_id")
);
--> statement-breakpoint
CREATE TABLE "webhook_endpoint" (
	"id" uuid PRIMARY KEY NOT NULL,
	"fiduciary_id" uuid NOT NULL,
	"url" text NOT NULL,
	"description" text,
	"events" text[] NOT NULL,
	"status" "webhook_endpoint_status" DEFAULT 'ENABLED' NOT NULL,
	"disabled_reason" text,
	"max_in_flight" integer DEFAULT 5 NOT NULL,
	"secret" "bytea" NOT NULL,
	"previous_secret" "bytea",
	"previous_secret_until" timestamp (3) with time zone,
	"cursor" bigint NOT NULL,
	"failures_in_row" integer DEFAULT 0 NOT NULL,
	"circuit_opened_at" timestamp (3) with time zone,
	"rest_until" timestamp (3) with time zone,
	"due_at" timestamp (3) with time zone,
	"holder" uuid,
	"held_until" timestamp with time zone,
	"last_success_at" timestamp (3) with time zone,
	"last_failure_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT consent_now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "webhook_attempt" ADD CONSTRAINT "webhook_attempt_delivery_id_webhook_delivery_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."webhook_delivery"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_endpoint_id_webhook_endpoint_id_fk" FOREIGN KEY ("endpoint_id") REFERENCES "public"."webhook_endpoint"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_endpoint" ADD CONSTRAINT "webhook_endpoint_fiduciary_id_fiduciary_id_fk" FOREIGN KEY ("fiduciary_id") REFERENCES "public"."fiduciary"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "webhook_delivery_due" ON "webhook_delivery" USING btree ("endpoint_id","next_attempt_at") WHERE status = 'PENDING';--> statement-breakpoint
CREATE INDEX "webhook_delivery_list" ON "webhook_delivery" USING btree ("endpoint_id","status","id");--> statement-breakpoint
CREATE INDEX "webhook_delivery_finished" ON "webhook_delivery" USING btree ("finished_at");--> statement-breakpoint
CREATE INDEX "webhook_endpoint_of_fiduciary" ON "webhook_endpoint" USING btree ("fiduciary_id","id");--> statement-breakpoint
CREATE INDEX "webhook_endpoint_due" ON "webhook_endpoint" USING btree ("due_at") WHERE status = 'ENABLED';