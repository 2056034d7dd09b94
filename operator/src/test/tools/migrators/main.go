// Runs the real goose, golang-migrate or dbmate on a folder of scripts, so that tests have databases
// which these tools have worked in.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"

	"github.com/amacneil/dbmate/v2/pkg/dbmate"
	_ "github.com/amacneil/dbmate/v2/pkg/driver/postgres"
	"github.com/golang-migrate/migrate/v4"
	_ "github.com/golang-migrate/migrate/v4/database/postgres"
	_ "github.com/golang-migrate/migrate/v4/source/file"
	_ "github.com/lib/pq"
	"github.com/pressly/goose/v3"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: migrators goose|golang-migrate|dbmate URL DIR")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "migrators:", err)
		os.Exit(1)
	}
}

func run(tool, database, folder string) error {
	switch tool {
	case "goose":
		return runGoose(database, folder)
	case "golang-migrate":
		return runGolangMigrate(database, folder)
	case "dbmate":
		return runDbmate(database, folder)
	default:
		return fmt.Errorf("no tool is called %s", tool)
	}
}

func runGoose(database, folder string) error {
	db, err := sql.Open("postgres", database)
	if err != nil {
		return err
	}
	defer db.Close()
	provider, err := goose.NewProvider(goose.DialectPostgres, db, os.DirFS(folder))
	if err != nil {
		return err
	}
	_, err = provider.Up(context.Background())
	return err
}

func runGolangMigrate(database, folder string) error {
	migration, err := migrate.New("file://"+folder, database)
	if err != nil {
		return err
	}
	return migration.Up()
}

func runDbmate(database, folder string) error {
	parsed, err := url.Parse(database)
	if err != nil {
		return err
	}
	tool := dbmate.New(parsed)
	tool.MigrationsDir = []string{folder}
	tool.AutoDumpSchema = false
	return tool.Migrate()
}
