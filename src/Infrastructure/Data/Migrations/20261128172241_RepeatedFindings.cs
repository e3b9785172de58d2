using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Artisan.Infrastructure.Data.Migrations
{
    /// <inheritdoc />
    public partial class RepeatedFindings : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "fingerprint",
                table: "security_events",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "last_seen_at",
                table: "security_events",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "times",
                table: "security_events",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.CreateIndex(
                name: "ix_security_events_tenant_id_fingerprint_at",
                table: "security_events",
                columns: new[] { "tenant_id", "fingerprint", "at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_security_events_tenant_id_fingerprint_at",
                table: "security_events");

            migrationBuilder.DropColumn(
                name: "fingerprint",
                table: "security_events");

            migrationBuilder.DropColumn(
                name: "last_seen_at",
                table: "security_events");

            migrationBuilder.DropColumn(
                name: "times",
                table: "security_events");
        }
    }
}
