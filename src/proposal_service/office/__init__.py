"""办公文件 · Spreadsheets and official documents in and out."""
