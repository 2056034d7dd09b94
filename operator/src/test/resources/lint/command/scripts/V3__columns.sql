ALTER TABLE orders
  ADD COLUMN code text NOT NULL DEFAULT '€𝄞', ALTER COLUMN "Größe" SET NOT NULL,
  DROP COLUMN note;

-- lockstep: allow update-whole-table a quiet table, and the release waits for it
UPDATE orders SET code = '';
