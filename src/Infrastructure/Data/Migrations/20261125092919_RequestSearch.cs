using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Artisan.Infrastructure.Data.Migrations
{
    /// <inheritdoc />
    public partial class RequestSearch : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "id_end",
                table: "ai_requests",
                type: "character varying(12)",
                maxLength: 12,
                nullable: false,
                defaultValue: "");

            // Rows that are there already get the end of their id as the application writes it.
            migrationBuilder.Sql("update ai_requests set id_end = reverse(right(id::text, 12))");

            migrationBuilder.CreateIndex(
                name: "ix_ai_requests_tenant_id_id_end",
                table: "ai_requests",
                columns: new[] { "tenant_id", "id_end" });

            migrationBuilder.CreateIndex(
                name: "ix_ai_requests_tenant_id_provider_id",
                table: "ai_requests",
                columns: new[] { "tenant_id", "provider", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ai_requests_tenant_id_requested_model_id",
                table: "ai_requests",
                columns: new[] { "tenant_id", "requested_model", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_ai_requests_tenant_id_id_end",
                table: "ai_requests");

            migrationBuilder.DropIndex(
                name: "ix_ai_requests_tenant_id_provider_id",
                table: "ai_requests");

            migrationBuilder.DropIndex(
                name: "ix_ai_requests_tenant_id_requested_model_id",
                table: "ai_requests");

            migrationBuilder.DropColumn(
                name: "id_end",
                table: "ai_requests");
        }
    }
}
