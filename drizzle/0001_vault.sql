CREATE TABLE "data_key" (
	"id" uuid PRIMARY KEY NOT NULL,
	"wrapped" "bytea",
	"kek_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"destroyed_at" timestamp (3) with time zone,
	CONSTRAINT "data_key_destroyed" CHECK (("data_key"."wrapped" is null) = ("data_key"."destroyed_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "system_key" (
	"id" uuid PRIMARY KEY NOT NULL,
	"use" text NOT NULL,
	"wrapped" "bytea" NOT NULL,
	"kek_id" text NOT NULL,
	"public_jwk" jsonb,
	"kid" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"retired_at" timestamp (3) with time zone,
	CONSTRAINT "system_key_kid" UNIQUE("kid"),
	CONSTRAINT "system_key_public" CHECK (("system_key"."kid" is null) = ("system_key"."public_jwk" is null))
);
--> statement-breakpoint
CREATE UNIQUE INDEX "system_key_current" ON "system_key" USING btree ("use") WHERE "system_key"."retired_at" is null;--> statement-breakpoint
-- An erased key keeps its row, and a retired signing key stays verifiable: the rows are for ever.
REVOKE DELETE ON "data_key", "system_key" FROM consentgraph_app;
