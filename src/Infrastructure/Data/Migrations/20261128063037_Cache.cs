using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Artisan.Infrastructure.Data.Migrations
{
    /// <inheritdoc />
    public partial class Cache : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "saved_tokens",
                table: "ai_requests",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<decimal>(
                name: "saved_usd",
                table: "ai_requests",
                type: "numeric(20,10)",
                precision: 20,
                scale: 10,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "cache_purges",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    answer_id = table.Column<Guid>(type: "uuid", nullable: true),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: true),
                    lead_id = table.Column<Guid>(type: "uuid", nullable: true),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_cache_purges", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_cache_purges_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "cached_answers",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    use_case = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    operation = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    hash = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    digest = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    seal = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    provider = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    model = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    prompt = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: false),
                    answer = table.Column<byte[]>(type: "bytea", nullable: false),
                    streamable = table.Column<bool>(type: "boolean", nullable: false),
                    lead_id = table.Column<Guid>(type: "uuid", nullable: true),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: false),
                    tokens = table.Column<long>(type: "bigint", nullable: false),
                    cost_usd = table.Column<decimal>(type: "numeric(20,10)", precision: 20, scale: 10, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    hits = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_cached_answers", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_cached_answers_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "semantic_hits",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: false),
                    lead_id = table.Column<Guid>(type: "uuid", nullable: true),
                    use_case = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    answer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    similarity = table.Column<double>(type: "double precision", nullable: false),
                    prompt = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: false),
                    first_prompt = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: false),
                    wrong_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_semantic_hits", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_semantic_hits_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "workspace_caches",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    max_entries = table.Column<int>(type: "integer", nullable: false),
                    threshold = table.Column<double>(type: "double precision", nullable: false),
                    ttl_seconds = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_workspace_caches", x => new { x.tenant_id, x.workspace_id });
                    table.ForeignKey(
                        name: "fk_workspace_caches_workspaces_tenant_id_workspace_id",
                        columns: x => new { x.tenant_id, x.workspace_id },
                        principalTable: "workspaces",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_ai_requests_tenant_id_cache_state_id",
                table: "ai_requests",
                columns: new[] { "tenant_id", "cache_state", "id" },
                filter: "cache_state <> 'off'");

            migrationBuilder.CreateIndex(
                name: "ix_cache_purges_at",
                table: "cache_purges",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_cached_answers_created_at",
                table: "cached_answers",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_cached_answers_expires_at",
                table: "cached_answers",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_semantic_hits_at",
                table: "semantic_hits",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_semantic_hits_tenant_id_workspace_id_id",
                table: "semantic_hits",
                columns: new[] { "tenant_id", "workspace_id", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "cache_purges");

            migrationBuilder.DropTable(
                name: "cached_answers");

            migrationBuilder.DropTable(
                name: "semantic_hits");

            migrationBuilder.DropTable(
                name: "workspace_caches");

            migrationBuilder.DropIndex(
                name: "ix_ai_requests_tenant_id_cache_state_id",
                table: "ai_requests");

            migrationBuilder.DropColumn(
                name: "saved_tokens",
                table: "ai_requests");

            migrationBuilder.DropColumn(
                name: "saved_usd",
                table: "ai_requests");
        }
    }
}
