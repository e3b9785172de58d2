using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Artisan.Infrastructure.Data.Migrations
{
    /// <inheritdoc />
    public partial class PersonalOwners : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "created_by_id",
                table: "lead_tasks",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "owner_id",
                table: "email_drafts",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "owner_id",
                table: "campaign_strategies",
                type: "uuid",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "created_by_id",
                table: "lead_tasks");

            migrationBuilder.DropColumn(
                name: "owner_id",
                table: "email_drafts");

            migrationBuilder.DropColumn(
                name: "owner_id",
                table: "campaign_strategies");
        }
    }
}
