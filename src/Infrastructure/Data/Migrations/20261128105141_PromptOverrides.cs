using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Artisan.Infrastructure.Data.Migrations
{
    /// <inheritdoc />
    public partial class PromptOverrides : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_prompts_tenant_id_slug",
                table: "prompts");

            migrationBuilder.DropIndex(
                name: "ix_prompts_tenant_id_workspace_id",
                table: "prompts");

            migrationBuilder.CreateIndex(
                name: "ix_prompts_tenant_id_slug",
                table: "prompts",
                columns: new[] { "tenant_id", "slug" },
                unique: true,
                filter: "workspace_id is null");

            migrationBuilder.CreateIndex(
                name: "ix_prompts_tenant_id_workspace_id_slug",
                table: "prompts",
                columns: new[] { "tenant_id", "workspace_id", "slug" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_prompts_tenant_id_slug",
                table: "prompts");

            migrationBuilder.DropIndex(
                name: "ix_prompts_tenant_id_workspace_id_slug",
                table: "prompts");

            migrationBuilder.CreateIndex(
                name: "ix_prompts_tenant_id_slug",
                table: "prompts",
                columns: new[] { "tenant_id", "slug" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_prompts_tenant_id_workspace_id",
                table: "prompts",
                columns: new[] { "tenant_id", "workspace_id" });
        }
    }
}
