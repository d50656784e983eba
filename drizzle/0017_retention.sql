-- Requests before consents, as those who decide take them: others wait for it, and not in a circle.
CREATE INDEX "consent_request_decided" ON "consent_request" USING btree ("fiduciary_id","decided_at") WHERE status <> 'INITIATED';--> statement-breakpoint
CREATE INDEX "consent_artifact_ended" ON "consent_artifact" USING btree ("fiduciary_id","status_changed_at") WHERE successor_id is null and status not in ('ACTIVE', 'PAUSED');--> statement-breakpoint
CREATE INDEX "consent_artifact_predecessor" ON "consent_artifact" USING btree ("predecessor_id") WHERE predecessor_id is not null;--> statement-breakpoint
CREATE INDEX "consent_artifact_successor" ON "consent_artifact" USING btree ("successor_id") WHERE successor_id is not null;
