using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Artisan.Infrastructure.Data.Migrations
{
    /// <inheritdoc />
    public partial class Guardrails : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "guardrail_policies",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    policy_json = table.Column<string>(type: "character varying(1000000)", maxLength: 1000000, nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    encrypted_key = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    encrypted_detector_key = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true),
                    detector_key_last4 = table.Column<string>(type: "character varying(4)", maxLength: 4, nullable: true),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_by = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_guardrail_policies", x => x.tenant_id);
                    table.ForeignKey(
                        name: "fk_guardrail_policies_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "kept_coverage",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    store = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    position = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    rows = table.Column<long>(type: "bigint", nullable: false),
                    changed = table.Column<long>(type: "bigint", nullable: false),
                    done_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_kept_coverage", x => new { x.tenant_id, x.store });
                });

            migrationBuilder.CreateTable(
                name: "security_events",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    source = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    action = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    score = table.Column<double>(type: "double precision", nullable: false),
                    families = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    evidence_json = table.Column<string>(type: "character varying(100000)", maxLength: 100000, nullable: false),
                    excerpt = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false),
                    request_id = table.Column<Guid>(type: "uuid", nullable: true),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: true),
                    use_case = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: true),
                    actor_name = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    review = table.Column<int>(type: "integer", nullable: false),
                    reviewed_by = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    reviewed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    note = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_security_events", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "vault_tokens",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    token = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    type = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    encrypted_value = table.Column<string>(type: "character varying(100000)", maxLength: 100000, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    reveals = table.Column<int>(type: "integer", nullable: false),
                    revealed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vault_tokens", x => new { x.tenant_id, x.token });
                });

            migrationBuilder.CreateIndex(
                name: "ix_security_events_tenant_id_at",
                table: "security_events",
                columns: new[] { "tenant_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_security_events_tenant_id_request_id",
                table: "security_events",
                columns: new[] { "tenant_id", "request_id" });

            migrationBuilder.CreateIndex(
                name: "ix_security_events_tenant_id_review_id",
                table: "security_events",
                columns: new[] { "tenant_id", "review", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "guardrail_policies");

            migrationBuilder.DropTable(
                name: "kept_coverage");

            migrationBuilder.DropTable(
                name: "security_events");

            migrationBuilder.DropTable(
                name: "vault_tokens");
        }
    }
}
