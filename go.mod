module github.com/veritask/veritask

go 1.26
