using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Artisan.Infrastructure.Data.Migrations
{
    /// <inheritdoc />
    public partial class Memories : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "legal_holds",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    reason = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    lead_id = table.Column<Guid>(type: "uuid", nullable: true),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: true),
                    type = table.Column<int>(type: "integer", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_by = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    released_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    released_by = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_legal_holds", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "memories",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    owner_kind = table.Column<int>(type: "integer", nullable: false),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: false),
                    owner_name = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    type = table.Column<int>(type: "integer", nullable: false),
                    @namespace = table.Column<string>(name: "namespace", type: "character varying(120)", maxLength: 120, nullable: false),
                    lead_id = table.Column<Guid>(type: "uuid", nullable: true),
                    content = table.Column<string>(type: "character varying(20000)", maxLength: 20000, nullable: false),
                    fields_json = table.Column<string>(type: "character varying(20000)", maxLength: 20000, nullable: true),
                    retention = table.Column<int>(type: "integer", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    pinned = table.Column<bool>(type: "boolean", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    summary_id = table.Column<Guid>(type: "uuid", nullable: true),
                    redacted = table.Column<bool>(type: "boolean", nullable: false),
                    contains_pii = table.Column<bool>(type: "boolean", nullable: false),
                    source = table.Column<int>(type: "integer", nullable: false),
                    source_use_case = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    source_request_id = table.Column<Guid>(type: "uuid", nullable: true),
                    source_reference = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    content_hash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    vector = table.Column<byte[]>(type: "bytea", maxLength: 256, nullable: false),
                    vector_model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    recalls = table.Column<int>(type: "integer", nullable: false),
                    recalled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    edited_by = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_memories", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_memories_leads_tenant_id_lead_id",
                        columns: x => new { x.tenant_id, x.lead_id },
                        principalTable: "leads",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "memory_policies",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    policy_json = table.Column<string>(type: "character varying(100000)", maxLength: 100000, nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_by = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_memory_policies", x => x.tenant_id);
                });

            migrationBuilder.CreateTable(
                name: "memory_removals",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    memory_ids = table.Column<Guid[]>(type: "uuid[]", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_memory_removals", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "ix_memories_tenant_id_expires_at",
                table: "memories",
                columns: new[] { "tenant_id", "expires_at" });

            migrationBuilder.CreateIndex(
                name: "ix_memories_tenant_id_lead_id_id",
                table: "memories",
                columns: new[] { "tenant_id", "lead_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_memories_tenant_id_namespace_content_hash",
                table: "memories",
                columns: new[] { "tenant_id", "namespace", "content_hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_memories_tenant_id_owner_id_id",
                table: "memories",
                columns: new[] { "tenant_id", "owner_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_memories_tenant_id_summary_id",
                table: "memories",
                columns: new[] { "tenant_id", "summary_id" });

            migrationBuilder.CreateIndex(
                name: "ix_memories_tenant_id_type_id",
                table: "memories",
                columns: new[] { "tenant_id", "type", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_memories_tenant_id_updated_at",
                table: "memories",
                columns: new[] { "tenant_id", "updated_at" });

            migrationBuilder.CreateIndex(
                name: "ix_memory_removals_at",
                table: "memory_removals",
                column: "at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "legal_holds");

            migrationBuilder.DropTable(
                name: "memories");

            migrationBuilder.DropTable(
                name: "memory_policies");

            migrationBuilder.DropTable(
                name: "memory_removals");
        }
    }
}
