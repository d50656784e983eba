CREATE TABLE "log_checkpoint" (
	"size" bigint PRIMARY KEY NOT NULL,
	"note" text NOT NULL,
	"signed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "log_subtree" (
	"height" smallint NOT NULL,
	"index" bigint NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "log_subtree_height_index_pk" PRIMARY KEY("height","index"),
	CONSTRAINT "log_subtree_hash" CHECK (octet_length("log_subtree"."hash") = 32)
);
--> statement-breakpoint
-- What was signed, and what proofs stand on, is added to and never changed.
REVOKE UPDATE, DELETE, TRUNCATE ON log_checkpoint, log_subtree FROM consentgraph_app;
