ALTER TABLE "exchange_step" DROP CONSTRAINT "exchange_step_exchange_id_exchange_id_fk";
--> statement-breakpoint
ALTER TABLE "exchange" DROP CONSTRAINT "exchange_consent";
--> statement-breakpoint
ALTER TABLE "exchange_step" ADD CONSTRAINT "exchange_step_exchange_id_exchange_id_fk" FOREIGN KEY ("exchange_id") REFERENCES "public"."exchange"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exchange" ADD CONSTRAINT "exchange_consent" FOREIGN KEY ("fiduciary_id","consent_id") REFERENCES "public"."consent_artifact"("fiduciary_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "consent_artifact_ended" ON "consent_artifact" USING btree ("fiduciary_id","status_changed_at") WHERE successor_id is null and status not in ('ACTIVE', 'PAUSED');--> statement-breakpoint
CREATE INDEX "consent_artifact_predecessor" ON "consent_artifact" USING btree ("predecessor_id") WHERE predecessor_id is not null;--> statement-breakpoint
CREATE INDEX "consent_artifact_successor" ON "consent_artifact" USING btree ("successor_id") WHERE successor_id is not null;--> statement-breakpoint
CREATE INDEX "consent_request_decided" ON "consent_request" USING btree ("fiduciary_id","decided_at") WHERE status <> 'INITIATED';