using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Artisan.Infrastructure.Data.Migrations
{
    /// <inheritdoc />
    public partial class MemoryCounts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_memories_tenant_id_state_pinned",
                table: "memories",
                columns: new[] { "tenant_id", "state", "pinned" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_memories_tenant_id_state_pinned",
                table: "memories");
        }
    }
}
