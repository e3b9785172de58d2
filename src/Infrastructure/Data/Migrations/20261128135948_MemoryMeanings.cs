using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Artisan.Infrastructure.Data.Migrations
{
    /// <inheritdoc />
    public partial class MemoryMeanings : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "meaning_model",
                table: "memories",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "meaning_vector",
                table: "memories",
                type: "bytea",
                maxLength: 256,
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "meaning_model",
                table: "memories");

            migrationBuilder.DropColumn(
                name: "meaning_vector",
                table: "memories");
        }
    }
}
